import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import { reportFailure } from "../../data/doing.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { ConnectServers } from "./ConnectServers.tsx";
import { ChoiceField, CopyValue } from "./fields.tsx";
import { CustomChannels } from "./apps/CustomChannels.tsx";
import { Form } from "./Form.tsx";
import { Page, Section } from "./Page.tsx";
import { save, useServer } from "./server.ts";

const IMPORT_DAYS = [0, 3, 7, 14, 30] as const;
const WAYS = ["servers", "forward", "chat", "custom"] as const;

/** Connecting an e-mail address to an inbox, guided (EMAIL-01, EMAIL-03). */
export function ConnectPage({ inboxId }: { inboxId: string }) {
  const inboxes = useBootstrap().inboxes.filter((inbox) => !inbox.archived);
  const [inbox, setInbox] = useState(inboxId);
  const [way, setWay] = useState<(typeof WAYS)[number]>("servers");
  const [days, setDays] = useState("0");
  const target = { inbox_id: inbox, import_days: Number(days) };
  return (
    <Page title={t("connect.title")} text={t("connect.text")} back={{ to: paths.settings(inboxId ? `inboxes/${inboxId}` : "channels"), label: t("channels.title") }}>
      <div className="form-pair">
        <ChoiceField label={t("connect.inbox")} value={inbox} options={inboxes.map(({ id, name }) => [id, name] as const)} onChange={setInbox} />
        {way === "servers" && <ChoiceField label={t("connect.import")} value={days} options={IMPORT_DAYS.map((n) => [String(n), t("connect.days", { n })] as const)} onChange={setDays} />}
      </div>
      <Consent inboxId={inbox} days={Number(days)} />
      <ChoiceField label={t("connect.way")} value={way} options={WAYS.map((one) => [one, t(`connect.way_${one}`)] as const)} onChange={setWay} />
      {way === "servers" && <ConnectServers target={target} />}
      {way === "forward" && <Forwarding inboxId={inbox} />}
      {way === "chat" && <Chat inboxId={inbox} />}
      {way === "custom" && <CustomChannels inboxId={inbox} />}
    </Page>
  );
}

/** Goes to Google or Microsoft, where the owner of the mailbox agrees; the server brings them back. */
export async function goToConsent(name: string, body: { inbox_id?: string; import_days?: number; channel_account_id?: string }): Promise<void> {
  try {
    const { url } = await answer(api.POST("/mail-providers/{name}/consent", { params: { path: { name } }, body }));
    location.assign(url);
  } catch (error) {
    reportFailure(error as ApiError);
  }
}

const NAMES: Record<string, string> = { google: "Google", microsoft: "Microsoft" };
export const providerName = (name: string): string => NAMES[name] ?? name;

function Consent({ inboxId, days }: { inboxId: string; days: number }) {
  const providers = useServer("mail-providers", () => api.GET("/mail-providers"))?.mail_providers ?? [];
  if (providers.length === 0) return null;
  return (
    <Section title={t("consent.title")} text={t("consent.text")}>
      <div className="hstack">
        {providers.map(({ name }) => (
          <Button key={name} onClick={() => void goToConsent(name, { inbox_id: inboxId, import_days: days })}>
            {t("consent.button", { name: providerName(name) })}
          </Button>
        ))}
      </div>
    </Section>
  );
}

/** A chat for the website: it needs a name, and a line on its pages. */
function Chat({ inboxId }: { inboxId: string }) {
  const [name, setName] = useState("");
  const send = async () => {
    const account = await save(api.POST("/channel-accounts", { body: { channel: "chat", inbox_id: inboxId, address: "", name } }));
    currentScope().go(paths.settings(`channels/${account.id}`));
  };
  return (
    <Form button={t("connect.button")} fields={["name"]} send={send}>
      {(errorOf) => <TextField label={t("connect.name")} required maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />}
    </Form>
  );
}

/** An address whose own server forwards its mail here: no password is needed. */
function Forwarding({ inboxId }: { inboxId: string }) {
  const fallback = useBootstrap().inboxes.find((inbox) => inbox.id === inboxId)?.address ?? "";
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const send = async () => {
    const account = await save(api.POST("/channel-accounts", { body: { channel: "email", inbox_id: inboxId, address, name } }));
    currentScope().go(paths.settings(`channels/${account.id}`));
  };
  return (
    <Form button={t("connect.button")} fields={["address", "name"]} send={send}>
      {(errorOf) => (
        <>
          <p className="muted">{t("connect.forward_text")}</p>
          <div className="form-pair">
            <TextField label={t("connect.address")} type="email" required error={errorOf("address")} value={address} onChange={(event) => setAddress(event.target.value)} />
            <TextField label={t("connect.name")} maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          </div>
          <div className="field">
            <span className="field-label">{t("connect.forward_to")}</span>
            <CopyValue value={fallback} label={t("action.copy_address")} />
          </div>
        </>
      )}
    </Form>
  );
}
