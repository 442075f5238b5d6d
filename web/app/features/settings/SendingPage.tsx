import { useState } from "react";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { t } from "../../i18n/i18n.ts";
import { SwitchLine } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Loading, Page } from "./Page.tsx";
import type { Server } from "./presets.ts";
import { save, useServer } from "./server.ts";
import { LoginFields, ServerFields } from "./ServerFields.tsx";

type MailSettings = components["schemas"]["MailSettings"];

/** The server by which mail leaves where an address has none of its own (EMAIL-07, EMAIL-25). */
export function SendingPage() {
  const settings = useServer("setting", () => api.GET("/mail-settings"), "mail");
  return (
    <Page title={t("sending.title")} text={t("sending.text", { domain: settings?.mail_domain ?? "…" })}>
      {settings ? <Relay key={JSON.stringify(settings.relay)} relay={settings.relay} /> : <Loading />}
    </Page>
  );
}

function Relay({ relay }: { relay: MailSettings["relay"] }) {
  const [on, setOn] = useState(relay !== null);
  const [server, setServer] = useState<Server>({
    host: relay?.host ?? "",
    port: relay?.port ?? 587,
    security: (["tls", "starttls", "none"] as const).find((known) => known === relay?.security) ?? "starttls",
    username: relay?.username ?? "",
    password: "",
  });
  return (
    <>
      {!relay && <p className="note warn">{t("sending.none")}</p>}
      <Form fields={["relay.host", "relay.port"]} send={() => save(api.PUT("/mail-settings", { body: on ? { relay: server } : {} }))} disabled={!on && !relay}>
        {(errorOf) => (
          <>
            <SwitchLine label={t("sending.relay")} hint={t("sending.relay_hint")} checked={on} onChange={setOn} />
            {on && (
              <>
                <ServerFields kind="smtp" label={t("server.smtp")} prefix="relay" value={server} errorOf={errorOf} onChange={setServer} />
                <LoginFields value={server} prefix="relay" kept={relay !== null} errorOf={errorOf} onChange={setServer} />
              </>
            )}
          </>
        )}
      </Form>
    </>
  );
}
