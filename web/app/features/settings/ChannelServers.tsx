import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import type { components } from "../../api/schema.d.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { patchChannel } from "./ChannelSettings.tsx";
import { TickList } from "./fields.tsx";
import { Form } from "./Form.tsx";
import type { Server } from "./presets.ts";
import { ProbeNotes, useProbe } from "./probing.tsx";
import { LoginFields, ServerFields } from "./ServerFields.tsx";

const FIELDS = ["imap.host", "imap.port", "imap.username", "imap.password", "smtp.host", "smtp.port", "smtp.username", "smtp.password", "sent_folder"];

/** The servers of a connected mailbox. Passwords are never shown; an empty field keeps the one that is set. */
export function ChannelServers({ account }: { account: ChannelAccount }) {
  const { settings } = account;
  const [imap, setImap] = useState(() => editable(settings.imap));
  const [smtp, setSmtp] = useState(() => editable(settings.smtp));
  const [folders, setFolders] = useState(settings.folders.length > 0 ? settings.folders : ["INBOX"]);
  const [sent, setSent] = useState(settings.sent_folder);
  const test = useProbe();
  const servers = { imap: { ...imap, folders }, smtp };
  const known = [...new Set([...folders, ...(test.result?.imap?.folders ?? [])])];
  return (
    <Form fields={FIELDS} send={() => patchChannel(account, { ...servers, sent_folder: sent })}>
      {(errorOf) => (
        <>
          <ServerFields kind="imap" label={t("server.imap")} prefix="imap" value={imap} errorOf={errorOf} onChange={setImap} />
          <LoginFields value={imap} prefix="imap" kept errorOf={errorOf} onChange={setImap} />
          <ServerFields kind="smtp" label={t("server.smtp")} prefix="smtp" value={smtp} errorOf={errorOf} onChange={setSmtp} />
          <LoginFields value={smtp} prefix="smtp" kept errorOf={errorOf} onChange={setSmtp} />
          <TickList label={t("server.folders")} items={known.map((folder) => ({ id: folder, name: folder }))} value={folders} onChange={setFolders} />
          <TextField label={t("server.sent")} hint={t("server.sent_hint")} error={errorOf("sent_folder")} value={sent} onChange={(event) => setSent(event.target.value)} />
          <ProbeNotes result={test.result} busy={test.busy} failure={test.failure} />
          {imap.password && (
            <div>
              <Button disabled={test.busy} onClick={() => void test.probe({ channel: "email", inbox_id: account.inbox_id, address: account.address, imap: servers.imap, smtp: { ...smtp, password: smtp.password || imap.password || "" } })}>
                {t("probe.button")}
              </Button>
            </div>
          )}
        </>
      )}
    </Form>
  );
}

function editable(server: components["schemas"]["MailServer"] | null): Server {
  const security = (["tls", "starttls", "none"] as const).find((known) => known === server?.security) ?? "tls";
  return { host: server?.host ?? "", port: server?.port ?? 993, security, username: server?.username ?? "", password: "" };
}
