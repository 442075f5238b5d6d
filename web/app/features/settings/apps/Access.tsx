import { Button } from "@kit/Button.tsx";
import { useState } from "react";
import { currentScope } from "../../../actions/scope.ts";
import { api } from "../../../api/client.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { CopyValue } from "../fields.tsx";
import { Form } from "../Form.tsx";
import { Confirm } from "../FormDialog.tsx";
import { Section } from "../Page.tsx";
import { save } from "../server.ts";
import { APP_FIELDS, AppFields } from "./AppFields.tsx";
import { type App, choicesOf, type ScopeGroup, toSend } from "./model.ts";
import { Renew } from "./Secrets.tsx";

/** What an app may do, and the secrets by which it shows who it is. */
export function Access({ app, groups }: { app: App; groups: readonly ScopeGroup[] }) {
  const [choices, setChoices] = useState(() => choicesOf(app));
  const params = { params: { path: { id: app.id } } };
  return (
    <>
      <Section title={t("apps.token")} text={app.kind === "private" ? t("apps.token_text") : t("apps.public_hint")}>
        <p>{t("apps.token_count", { count: app.token_count })}</p>
        <div className="hstack">
          {app.kind === "private" && <Renew label={t("apps.token")} button={t("apps.rotate")} text={t("apps.rotate_text")} send={() => save(api.POST("/apps/{id}/token", params))} />}
          {app.token_count > 0 && <Revoke app={app} />}
        </div>
      </Section>
      <Section title={t("apps.secret")} text={t("apps.secret_text")}>
        <Known label={t("apps.id")} value={app.id} />
        <Known label={t("apps.client_id")} value={app.client_id} />
        <div className="hstack">
          <NewSecret app={app} />
        </div>
      </Section>
      <Section title={t("apps.key")} text={t("apps.key_text")}>
        <div className="hstack">
          <Renew label={t("apps.key")} button={t("apps.new_key")} text={t("apps.new_key_text")} send={() => save(api.POST("/apps/{id}/developer-key", params))} />
        </div>
      </Section>
      <Section title={t("apps.rights")}>
        <Form fields={APP_FIELDS} send={() => save(api.PATCH("/apps/{id}", { ...params, body: toSend(choices) }))}>
          {(errorOf) => <AppFields kind={app.kind} value={choices} groups={groups} errorOf={errorOf} onChange={setChoices} />}
        </Form>
      </Section>
      <Section title={t("apps.delete_section")} text={t("apps.delete_text")}>
        <Delete app={app} />
      </Section>
    </>
  );
}

function Known({ label, value }: { label: string; value: string }) {
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <CopyValue value={value} label={t("apps.copy", { name: label })} />
    </div>
  );
}

/** Draws a new client secret, which signs what the app gets from then on. */
export function NewSecret({ app }: { app: App }) {
  return <Renew label={t("apps.secret")} button={t("apps.new_secret")} text={t("apps.new_secret_text")} send={() => save(api.POST("/apps/{id}/client-secret", { params: { path: { id: app.id } } }))} />;
}

function Revoke({ app }: { app: App }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("apps.revoke")}</Button>
      {asking && <Confirm title={t("apps.revoke")} text={t("apps.revoke_text")} button={t("apps.revoke")} send={() => save(api.DELETE("/apps/{id}/tokens", { params: { path: { id: app.id } } }))} onClose={() => setAsking(false)} />}
    </>
  );
}

function Delete({ app }: { app: App }) {
  const [asking, setAsking] = useState(false);
  const send = async () => {
    await save(api.DELETE("/apps/{id}", { params: { path: { id: app.id } } }));
    currentScope().go(paths.settings("apps"));
  };
  return (
    <div className="hstack">
      <Button look="danger" onClick={() => setAsking(true)}>
        {t("action.delete")}
      </Button>
      {asking && <Confirm title={t("apps.delete", { name: app.name })} text={t("apps.delete_text")} button={t("action.delete")} send={send} onClose={() => setAsking(false)} />}
    </div>
  );
}
