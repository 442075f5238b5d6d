import { Avatar } from "@kit/Avatar.tsx";
import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useRef, useState } from "react";
import { api, type ApiError, sendFile } from "../../api/client.ts";
import { reportFailure } from "../../data/doing.ts";
import { useMe } from "../../data/session.ts";
import { asLanguage, t } from "../../i18n/i18n.ts";
import { Absences } from "./Absences.tsx";
import { ChoiceField } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { HtmlField } from "./HtmlField.tsx";
import { Page, Section } from "./Page.tsx";
import { change, refresh, save } from "./server.ts";
import { WorkingHours } from "./WorkingHours.tsx";
import { ownZone, timeZones } from "./zones.ts";

/** Who one is to colleagues and to customers, and when one works (SET-12, ROUTE-16, ROUTE-17). */
export function ProfilePage() {
  return (
    <Page title={t("profile.title")} text={t("profile.text")}>
      <Photo />
      <Person />
      <SignatureSection />
      <Section title={t("hours.title")} text={t("hours.text")}>
        <WorkingHours />
      </Section>
      <Section title={t("away.title")} text={t("away.text")}>
        <Absences />
      </Section>
    </Page>
  );
}

function Photo() {
  const me = useMe();
  const picker = useRef<HTMLInputElement>(null);
  const upload = async (file: File | undefined) => {
    if (!file) return;
    try {
      await sendFile("PUT", "/me/photo", file);
      await refresh();
    } catch (error) {
      reportFailure(error as ApiError);
    }
  };
  return (
    <div className="photo-line">
      <Avatar size={42} name={me.name} initials={me.initials} color={me.color} url={me.avatar_url} />
      <Button onClick={() => picker.current?.click()}>{t("profile.photo")}</Button>
      {me.avatar_url && (
        <Button look="ghost" onClick={() => void change(api.DELETE("/me/photo"))}>
          {t("profile.photo_remove")}
        </Button>
      )}
      <input ref={picker} type="file" accept="image/png,image/jpeg,image/gif,image/webp" hidden aria-label={t("profile.photo")} onChange={(event) => void upload(event.target.files?.[0])} />
    </div>
  );
}

function Person() {
  const me = useMe();
  const [values, setValues] = useState({ first_name: me.first_name, last_name: me.last_name, language: asLanguage(me.language), timezone: me.timezone || ownZone(), meeting_link: me.meeting_link });
  const send = () => save(api.PATCH("/me", { body: values }));
  const text = (name: "first_name" | "last_name" | "meeting_link") => ({ value: values[name], onChange: (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }) });
  return (
    <Form fields={["first_name", "last_name", "meeting_link", "timezone"]} send={send}>
      {(errorOf) => (
        <>
          <div className="form-pair">
            <TextField label={t("person.first_name")} autoComplete="given-name" error={errorOf("first_name")} {...text("first_name")} />
            <TextField label={t("person.last_name")} autoComplete="family-name" error={errorOf("last_name")} {...text("last_name")} />
          </div>
          <div className="form-pair">
            <ChoiceField label={t("profile.language")} value={values.language} options={[["en", "English"], ["fr", "Français"]]} onChange={(language) => setValues({ ...values, language })} />
            <ChoiceField label={t("profile.timezone")} value={values.timezone} error={errorOf("timezone")} options={timeZones(values.timezone).map((zone) => [zone, zone.replaceAll("_", " ")] as const)} onChange={(timezone) => setValues({ ...values, timezone })} />
          </div>
          <TextField label={t("profile.meeting")} hint={t("profile.meeting_hint")} type="url" placeholder="https://" error={errorOf("meeting_link")} {...text("meeting_link")} />
        </>
      )}
    </Form>
  );
}

function SignatureSection() {
  const me = useMe();
  const [html, setHtml] = useState(me.signature_html);
  return (
    <Section title={t("profile.signature")} text={t("profile.signature_text")}>
      <Form send={() => save(api.PATCH("/me", { body: { signature_html: html } }))} disabled={html === me.signature_html}>
        {() => <HtmlField label={t("profile.signature")} html={me.signature_html} onChange={(value) => setHtml(value.html)} />}
      </Form>
    </Section>
  );
}
