import { Field, TextField } from "@kit/Field.tsx";
import { t } from "../../../i18n/i18n.ts";
import { ChoiceField, SwitchLine } from "../fields.tsx";
import { Section } from "../Page.tsx";
import type { TabProps } from "./ChatflowEditor.tsx";

const WHEN = ["off", "before", "after"] as const;
const MODES = ["off", "notice", "required"] as const;

/** What a chat begins with: the greeting, the question for an address, the consent (CHAT-05, CHAT-10, CHAT-17). */
export function BuildTab({ chatflow, onChange }: TabProps) {
  const { build } = chatflow;
  const put = (part: Partial<typeof build>) => onChange({ build: { ...build, ...part } });
  const capture = (part: Partial<typeof build.email_capture>) => put({ email_capture: { ...build.email_capture, ...part } });
  const consent = (part: Partial<typeof build.consent>) => put({ consent: { ...build.consent, ...part } });
  return (
    <>
      <Section title={t("chatflows.welcome")} text={t("chatflows.welcome_text")}>
        <TextArea label={t("chatflows.welcome")} max={2000} value={build.welcome} onChange={(welcome) => put({ welcome })} />
      </Section>
      <Section title={t("chatflows.capture")} text={t("chatflows.capture_text")}>
        <ChoiceField label={t("chatflows.capture_when")} value={build.email_capture.when} options={WHEN.map((when) => [when, t(`chatflows.capture_${when}`)] as const)} onChange={(when) => capture({ when })} />
        {build.email_capture.when !== "off" && (
          <TextField label={t("chatflows.prompt")} hint={t("chatflows.prompt_hint")} maxLength={500} value={build.email_capture.prompt} onChange={(event) => capture({ prompt: event.target.value })} />
        )}
      </Section>
      <Section title={t("chatflows.consent")} text={t("chatflows.consent_text")}>
        <ChoiceField label={t("chatflows.consent_mode")} value={build.consent.mode} options={MODES.map((mode) => [mode, t(`chatflows.consent_${mode}`)] as const)} onChange={(mode) => consent({ mode })} />
        {build.consent.mode !== "off" && <TextArea label={t("chatflows.consent_words")} max={2000} value={build.consent.text} onChange={(text) => consent({ text })} />}
        {build.consent.mode === "required" && <TextField label={t("chatflows.consent_button")} maxLength={100} value={build.consent.button} onChange={(event) => consent({ button: event.target.value })} />}
      </Section>
      <Section title={t("chatflows.knowledge")}>
        <SwitchLine label={t("chatflows.knowledge")} hint={t("chatflows.knowledge_hint")} checked={build.knowledge} onChange={(knowledge) => put({ knowledge })} />
      </Section>
    </>
  );
}

interface TextAreaProps {
  label: string;
  hint?: string;
  max: number;
  value: string;
  onChange: (value: string) => void;
}

/** A Field around several lines of text. */
export function TextArea({ label, hint, max, value, onChange }: TextAreaProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => <textarea className="input" rows={3} maxLength={max} {...ids} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
