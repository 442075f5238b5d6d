import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { t } from "../../i18n/i18n.ts";
import { CopyValue, SwitchLine } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Loading, Page } from "./Page.tsx";
import { save, useServer } from "./server.ts";

type Oidc = components["schemas"]["OIDCSettings"];

/** Signing in with an identity provider of one's own (SET-11). */
export function OidcPage() {
  const settings = useServer("setting", () => api.GET("/oidc-settings"), "oidc");
  return (
    <Page title={t("oidc.title")} text={t("oidc.text")}>
      {settings ? <Provider key={JSON.stringify(settings)} settings={settings} /> : <Loading />}
    </Page>
  );
}

function Provider({ settings }: { settings: Oidc }) {
  const [values, setValues] = useState({ enabled: settings.enabled, label: settings.label, issuer: settings.issuer, client_id: settings.client_id });
  const [secret, setSecret] = useState("");
  const field = (name: "label" | "issuer" | "client_id") => ({ value: values[name], onChange: (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }) });
  return (
    <>
      <div className="field">
        <span className="field-label">{t("oidc.redirect")}</span>
        <CopyValue value={settings.redirect_url ?? ""} label={t("oidc.copy_redirect")} />
      </div>
      <Form fields={["issuer", "client_id", "label"]} send={() => save(api.PUT("/oidc-settings", { body: { ...values, ...(secret ? { client_secret: secret } : {}) } }))}>
        {(errorOf) => (
          <>
            <SwitchLine label={t("oidc.enabled")} checked={values.enabled} onChange={(enabled) => setValues({ ...values, enabled })} />
            <TextField label={t("oidc.issuer")} type="url" placeholder="https://" required={values.enabled} error={errorOf("issuer")} {...field("issuer")} />
            <div className="form-pair">
              <TextField label={t("oidc.client_id")} required={values.enabled} error={errorOf("client_id")} autoComplete="off" {...field("client_id")} />
              <TextField label={t("oidc.secret")} type="password" autoComplete="new-password" hint={settings.secret_set ? t("server.kept") : undefined} value={secret} onChange={(event) => setSecret(event.target.value)} />
            </div>
            <TextField label={t("oidc.label")} hint={t("oidc.label_hint")} maxLength={60} error={errorOf("label")} {...field("label")} />
          </>
        )}
      </Form>
    </>
  );
}
