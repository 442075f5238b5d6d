import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { currentScope } from "../../../actions/scope.ts";
import { api } from "../../../api/client.ts";
import { t } from "../../../i18n/i18n.ts";
import { dayAndTime } from "../../../i18n/time.ts";
import { paths } from "../../../paths.ts";
import { ChoiceField } from "../fields.tsx";
import { FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page } from "../Page.tsx";
import type { SettingsPageProps } from "../pages.ts";
import { save, useServer } from "../server.ts";
import { APP_FIELDS, AppFields } from "./AppFields.tsx";
import { AppPage } from "./AppPage.tsx";
import { type App, type Choices, type ScopeGroup, toSend } from "./model.ts";
import { SecretsDialog } from "./Secrets.tsx";

/** Programs of others, and what each may do (API-04). Or the one in the address. */
export function AppsPage({ rest }: SettingsPageProps) {
  const list = useServer("app", () => api.GET("/apps"));
  const [adding, setAdding] = useState(false);
  const [id = "", tab = ""] = rest.split("/");
  if (!list) return <Loading />;
  const chosen = list.apps.find((app) => app.id === id);
  if (chosen) return <AppPage key={chosen.id} app={chosen} groups={list.scopes} tab={tab} />;
  return (
    <Page
      title={t("apps.title")}
      text={t("apps.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setAdding(true)}>
          {t("apps.new")}
        </Button>
      }
    >
      <Lines label={t("apps.title")} none={t("apps.none")}>
        {list.apps.map((app) => (
          <Line key={app.id} start={<Icon name="plug" />} title={app.name} to={paths.settings(`apps/${app.id}`)} detail={detail(app)} tags={<Marks app={app} />} />
        ))}
      </Lines>
      {adding && <NewApp groups={list.scopes} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function detail(app: App): string {
  const used = app.last_used_at ? t("apps.used", { time: dayAndTime(app.last_used_at) }) : t("apps.unused");
  return [app.description, t("apps.scopes", { count: app.scopes.length }), used, t("apps.made_by", { name: app.created_by })].filter(Boolean).join(" · ");
}

function Marks({ app }: { app: App }) {
  return (
    <>
      <Tag>{t(`apps.${app.kind}`)}</Tag>
      {app.kind === "private" && app.token_count === 0 && <Tag look="warn">{t("apps.no_token")}</Tag>}
    </>
  );
}

type Made = Awaited<ReturnType<typeof create>>;

const create = (kind: "private" | "public", choices: Choices) => save(api.POST("/apps", { body: { kind, ...toSend(choices) } }));

/** Asks for all that an app needs, then shows its secrets. */
function NewApp({ groups, onClose }: { groups: readonly ScopeGroup[]; onClose: () => void }) {
  const [kind, setKind] = useState<"private" | "public">("private");
  const [choices, setChoices] = useState<Choices>({ name: "", description: "", scopes: [], inbox_ids: [], redirects: "" });
  const [made, setMade] = useState<Made | null>(null);
  if (made) return <Ready made={made} onClose={onClose} />;
  // The form closes itself once it was sent; here it makes way for the secrets first.
  const leave = () => setMade((now) => (now || onClose(), now));
  return (
    <FormDialog title={t("apps.new")} button={t("settings.create")} width={660} fields={APP_FIELDS} send={async () => setMade(await create(kind, choices))} onClose={leave}>
      {(errorOf) => (
        <>
          <ChoiceField label={t("apps.kind")} hint={t(`apps.${kind}_hint`)} value={kind} options={[["private", t("apps.private")], ["public", t("apps.public")]]} onChange={setKind} />
          <AppFields kind={kind} value={choices} groups={groups} errorOf={errorOf} onChange={setChoices} />
        </>
      )}
    </FormDialog>
  );
}

function Ready({ made, onClose }: { made: Made; onClose: () => void }) {
  const close = () => {
    onClose();
    currentScope().go(paths.settings(`apps/${made.app.id}`));
  };
  const values = [
    [t("apps.token"), made.token],
    [t("apps.id"), made.app.id],
    [t("apps.client_id"), made.app.client_id],
    [t("apps.secret"), made.client_secret],
    [t("apps.key"), made.developer_key],
  ] as const;
  return <SecretsDialog title={t("apps.ready", { name: made.app.name })} values={values} onClose={close} />;
}
