import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Aliases } from "./Aliases.tsx";
import { ChannelState } from "./ChannelState.tsx";
import { ChannelServers } from "./ChannelServers.tsx";
import { ChatChannel } from "./chatflows/ChatChannel.tsx";
import { ChannelTabs } from "./ChannelTabs.tsx";
import { ChoiceField, CopyValue, SwitchLine } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Confirm } from "./FormDialog.tsx";
import { HelpDeskMove } from "./HelpDeskMove.tsx";
import { HtmlField } from "./HtmlField.tsx";
import { Page, Section } from "./Page.tsx";
import { save } from "./server.ts";

/** One channel: whether it works, how it sends. */
export function ChannelSettings({ account }: { account: ChannelAccount }) {
  const { inboxes } = useBootstrap();
  const inbox = inboxes.find(({ id }) => id === account.inbox_id);
  // The help desk has no address of its own: what is forwarded to any inbox finds its channel.
  const hosted = inbox?.address || inboxes.find(({ address, archived }) => address && !archived)?.address || "";
  const back = { to: paths.settings(`inboxes/${account.inbox_id}`), label: inbox?.name ?? t("inboxes.title") };
  return (
    <Page title={account.name || account.address} back={back} text={account.name && account.channel === "email" ? account.address : ""}>
      <ChannelTabs account={account} />
      <ChannelState account={account} />
      {account.settings.chat && <ChatChannel account={account} chat={account.settings.chat} />}
      <Section title={t("channel.general")}>
        <General account={account} />
      </Section>
      {account.channel === "email" && (
        <>
          <Section title={t("channel.sending")}>
            <Sending account={account} />
          </Section>
          <Section title={t("alias.title")} text={t("alias.text")}>
            <Aliases account={account} />
          </Section>
        </>
      )}
      {account.channel === "email" && !account.fallback && (
        <Section title={t("channel.servers")} text={t(account.settings.imap ? "channel.servers_text" : "channel.forwarded_text")}>
          {account.settings.imap && account.settings.imap.auth !== "xoauth2" ? <ChannelServers account={account} /> : <CopyValue value={account.settings.imap?.host ?? hosted} label={t("action.copy_address")} />}
        </Section>
      )}
      <HelpDeskMove account={account} />
      {account.fallback ? <p className="muted sm">{t("channel.fallback_stays")}</p> : <Remove account={account} />}
    </Page>
  );
}

export const patchChannel = (account: ChannelAccount, body: components["schemas"]["AccountInputBody"]) =>
  save(api.PATCH("/channel-accounts/{id}", { params: { path: { id: account.id } }, body }));

function General({ account }: { account: ChannelAccount }) {
  const { inboxes, account: company } = useBootstrap();
  const [name, setName] = useState(account.name);
  const [inbox, setInbox] = useState(account.inbox_id);
  const [local, setLocal] = useState(account.address.split("@")[0] ?? "");
  const [images, setImages] = useState(account.settings.remote_images === "proxy" ? "proxy" : "ask");
  // To the help desk a channel goes by a move of its own, and from there nowhere.
  const open = inboxes.filter((candidate) => !candidate.archived && (candidate.id === account.inbox_id || candidate.kind !== "help_desk"));
  const settled = inboxes.find(({ id }) => id === account.inbox_id)?.kind === "help_desk";
  const send = () => patchChannel(account, { name, remote_images: images as "ask" | "proxy", ...(account.fallback ? { address: `${local}@${company.mail_domain}` } : { inbox_id: inbox }) });
  return (
    <Form fields={["name", "address", "inbox_id"]} send={send}>
      {(errorOf) => (
        <>
          <TextField label={t("connect.name")} hint={t("connect.name_hint")} maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          {account.fallback ? (
            <TextField label={t("channel.local")} hint={`@${company.mail_domain}`} required error={errorOf("address")} value={local} onChange={(event) => setLocal(event.target.value)} />
          ) : settled ? null : (
            <ChoiceField label={t("connect.inbox")} hint={t("channel.move_hint")} error={errorOf("inbox_id")} value={inbox} options={open.map((candidate) => [candidate.id, candidate.name] as const)} onChange={setInbox} />
          )}
          {account.channel === "email" && <ChoiceField label={t("images.label")} hint={t("images.hint")} value={images} options={[["ask", t("images.ask")], ["proxy", t("images.proxy")]]} onChange={setImages} />}
        </>
      )}
    </Form>
  );
}

const FROM_NAMES = ["agent_company", "company"] as const;
const SIGNATURES = ["user", "team", "none"] as const;

/** What a customer sees of the sender (EMAIL-04, EMAIL-05). */
function Sending({ account }: { account: ChannelAccount }) {
  const [fromName, setFromName] = useState(FROM_NAMES.find((known) => known === account.from_name) ?? "agent_company");
  const [signature, setSignature] = useState(SIGNATURES.find((known) => known === account.signature) ?? "user");
  const [html, setHtml] = useState(account.signature_html);
  const [from, setFrom] = useState(account.from_address);
  const { inboxes } = useBootstrap();
  const hosted = inboxes.find(({ id }) => id === account.inbox_id)?.address ?? "";
  const verified = account.settings.aliases.filter((alias) => alias.verified).map((alias) => alias.address);
  const senders = [...new Set([account.address, hosted, ...verified])].filter(Boolean);
  const [token, setToken] = useState(account.settings.reply_token);
  return (
    <Form send={() => patchChannel(account, { from_name: fromName, from_address: from === account.address ? "" : from, signature, signature_html: html, reply_token: token })}>
      {() => (
        <>
          <div className="form-pair">
            <ChoiceField label={t("channel.from_name")} value={fromName} options={FROM_NAMES.map((choice) => [choice, t(`from_name.${choice}`)] as const)} onChange={setFromName} />
            <ChoiceField label={t("channel.signature")} value={signature} options={SIGNATURES.map((choice) => [choice, t(`signature.${choice}`)] as const)} onChange={setSignature} />
          </div>
          {senders.length > 1 && <ChoiceField label={t("channel.from_address")} value={from} options={senders.map((choice) => [choice, choice] as const)} onChange={setFrom} />}
          {signature === "team" && <HtmlField label={t("signature.team")} html={account.signature_html} onChange={(value) => setHtml(value.html)} />}
          <SwitchLine label={t("channel.token")} hint={t("channel.token_hint")} checked={token} onChange={setToken} />
        </>
      )}
    </Form>
  );
}

/** A channel goes for good; its conversations stay (SET-05). */
function Remove({ account }: { account: ChannelAccount }) {
  const [asking, setAsking] = useState(false);
  const send = async () => {
    await save(api.DELETE("/channel-accounts/{id}", { params: { path: { id: account.id } } }));
    currentScope().go(paths.settings(`inboxes/${account.inbox_id}`));
  };
  return (
    <Section title={t("channel.delete")} text={t("channel.delete_text")}>
      <div>
        <Button look="danger" onClick={() => setAsking(true)}>
          {t("channel.delete")}
        </Button>
      </div>
      {asking && <Confirm title={t("channel.delete")} text={t("channel.delete_text")} button={t("channel.delete")} word={account.address} send={send} onClose={() => setAsking(false)} />}
    </Section>
  );
}
