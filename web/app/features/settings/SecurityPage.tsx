import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { deviceName } from "./agents.ts";
import { Form } from "./Form.tsx";
import { Line, Lines, Loading, Page, Section } from "./Page.tsx";
import { change, save, useServer } from "./server.ts";
import { TwoFactor } from "./TwoFactor.tsx";

/** Password, second factor, and where one is signed in (SET-11). */
export function SecurityPage() {
  const offer = useServer("setting", () => api.GET("/oidc"), "oidc-offer");
  return (
    <Page title={t("security.title")}>
      <Section title={t("signin.password")}>
        <Password />
      </Section>
      <Section title={t("totp.title")} text={t("totp.text")}>
        <TwoFactor />
      </Section>
      {offer?.enabled && (
        <Section title={t("oidc.title")} text={t("security.link_text", { name: offer.label || "OIDC" })}>
          <div>
            <a className="btn" href={`${offer.start_url}?link=1`}>
              {t("security.link")}
            </a>
          </div>
        </Section>
      )}
      <Section title={t("devices.title")} text={t("devices.text")}>
        <Devices />
      </Section>
    </Page>
  );
}

function Password() {
  const empty = { current: "", password: "" };
  const { email } = useMe();
  const [values, setValues] = useState(empty);
  const field = (name: keyof typeof values) => ({ type: "password", required: true, value: values[name], onChange: (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }) });
  const send = async () => {
    await save(api.POST("/me/password", { body: values }));
    setValues(empty);
  };
  return (
    <Form button={t("security.change_password")} fields={["current", "password"]} send={send}>
      {(errorOf) => (
        <div className="form-pair">
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <TextField label={t("security.current")} autoComplete="current-password" error={errorOf("current")} {...field("current")} />
          <TextField label={t("security.new")} hint={t("password.hint")} autoComplete="new-password" minLength={10} error={errorOf("password")} {...field("password")} />
        </div>
      )}
    </Form>
  );
}

function Devices() {
  const devices = useServer("sessions", () => api.GET("/sessions"))?.sessions;
  if (!devices) return <Loading />;
  return (
    <Lines label={t("devices.title")} none="">
      {devices.map((device) => (
        <Line
          key={device.id}
          start={<Icon name="globe" />}
          title={deviceName(device.device) || t("devices.unknown")}
          detail={t("devices.seen", { address: device.address, at: dayAndTime(device.last_seen_at) })}
          tags={device.current && <Tag look="ok">{t("devices.this")}</Tag>}
        >
          {!device.current && <Button onClick={() => void change(api.DELETE("/sessions/{id}", { params: { path: { id: device.id } } }))}>{t("profile.sign_out")}</Button>}
        </Line>
      ))}
    </Lines>
  );
}
