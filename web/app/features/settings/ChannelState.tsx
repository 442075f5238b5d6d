import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { StateTag } from "./ChannelList.tsx";
import { goToConsent, providerName } from "./ConnectPage.tsx";
import { SwitchLine } from "./fields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { change, save, useServer } from "./server.ts";

/** Whether the channel works, why not, and the way back (EMAIL-08). */
export function ChannelState({ account }: { account: ChannelAccount }) {
  const failed = account.active && account.state === "failed";
  return (
    <>
      <div className={`note ${failed ? "danger" : ""}`} role="status">
        <StateTag account={account} />
        <span className="grow">{account.state_reason || stateText(account)}</span>
        {account.active && account.channel === "email" && account.state !== "ok" && !account.fallback && <Reconnect account={account} />}
      </div>
      <SwitchLine
        label={t("channel.active")}
        hint={t(account.fallback ? "channel.active_fallback" : "channel.active_hint")}
        checked={account.active}
        onChange={(active) => void change(api.PATCH("/channel-accounts/{id}", { params: { path: { id: account.id } }, body: { active } }))}
      />
    </>
  );
}

// Without a server of its own an address sends through the relay, if one is set.
function stateText({ active, channel, state, settings }: ChannelAccount): string {
  if (!active) return t("channel_state.disabled_text");
  if (channel === "chat") return t("chat.state_text");
  if (channel !== "email") return t(state === "ok" ? "custom.state_ok" : "custom.state_failed");
  return state === "ok" && !settings.smtp ? t("channel_state.relay_text") : t(`channel_state.${state}_text`);
}

function Reconnect({ account }: { account: ChannelAccount }) {
  const [asking, setAsking] = useState(false);
  const providers = useServer("mail-providers", () => api.GET("/mail-providers"))?.mail_providers ?? [];
  if (account.settings.imap?.auth === "xoauth2") {
    return providers.map(({ name }) => (
      <Button key={name} onClick={() => void goToConsent(name, { channel_account_id: account.id })}>
        {t("channel.reconnect_with", { name: providerName(name) })}
      </Button>
    ));
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("channel.reconnect")}</Button>
      {asking && <ReconnectDialog account={account} onClose={() => setAsking(false)} />}
    </>
  );
}

function ReconnectDialog({ account, onClose }: { account: ChannelAccount; onClose: () => void }) {
  const [imap, setImap] = useState("");
  const [smtp, setSmtp] = useState("");
  const body = { ...(imap ? { imap_password: imap } : {}), ...(smtp || imap ? { smtp_password: smtp || imap } : {}) };
  const send = () => save(api.POST("/channel-accounts/{id}/reconnect", { params: { path: { id: account.id } }, body }));
  return (
    <FormDialog title={t("channel.reconnect")} button={t("channel.reconnect")} send={send} onClose={onClose}>
      {() => (
        <>
          <p className="muted">{t("channel.reconnect_text")}</p>
          <TextField label={t("channel.imap_password")} hint={t("server.kept")} type="password" autoComplete="new-password" value={imap} onChange={(event) => setImap(event.target.value)} />
          <TextField label={t("channel.smtp_password")} hint={t("channel.smtp_same")} type="password" autoComplete="new-password" value={smtp} onChange={(event) => setSmtp(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}
