import { Button } from "@kit/Button.tsx";
import { useQuery } from "@tanstack/react-query";
import { answer, api, ApiError } from "../../api/client.ts";
import { useForm } from "../../data/useForm.ts";
import { type MessageId, t } from "../../i18n/i18n.ts";
import { Door } from "./Door.tsx";

/** What a program of others asks for, and the answer to it (OAuth, CAPI-24). */
export function ConsentPage() {
  const asked = readAsked(location.search);
  const { data, error } = useQuery({ queryKey: ["consent", asked], queryFn: () => answer(api.GET("/oauth/consent", { params: { query: asked } })), retry: false });
  const form = useForm(async () => {
    const { url } = await answer(api.POST("/oauth/consent", { body: asked }));
    location.assign(url);
  });
  if (error) return <Door title={t("grant.wrong")} text={error instanceof ApiError ? error.message : t("error.unknown")}>{null}</Door>;
  if (!data) return null;
  return (
    <Door title={t("grant.title", { app: data.name })} text={data.description}>
      <form onSubmit={form.handleSubmit}>
        <h2 className="sm">{t("grant.may", { app: data.name })}</h2>
        <ul className="consent-scopes">
          {data.scopes.filter((scope) => scope !== "oauth").map((scope) => (
            <li key={scope}>{t(`scope.${scope}` as MessageId)}</li>
          ))}
        </ul>
        <p className="muted sm">{data.inbox_names.length > 0 ? t("grant.inboxes", { names: data.inbox_names.join(", ") }) : t("grant.all_inboxes")}</p>
        <p className="muted sm">{t("grant.leads_to", { host: data.leads_to })}</p>
        {!data.may_agree && <p role="note">{t("grant.ask_administrator")}</p>}
        {form.error && <p role="alert">{form.general([])}</p>}
        <div className="door-pair">
          <Button type="button" onClick={() => location.assign(data.denied_url)}>
            {t("grant.deny")}
          </Button>
          <Button look="pri" type="submit" disabled={form.busy || !data.may_agree}>
            {t("grant.allow")}
          </Button>
        </div>
      </form>
    </Door>
  );
}

/** The words of the program's request. */
function readAsked(text: string) {
  const query = new URLSearchParams(text);
  const word = (name: string) => query.get(name) ?? "";
  return { client_id: word("client_id"), redirect_uri: word("redirect_uri"), scope: word("scope"), optional_scope: word("optional_scope"), state: word("state") };
}
