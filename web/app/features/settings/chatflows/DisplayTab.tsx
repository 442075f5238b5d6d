import { TextField } from "@kit/Field.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { t } from "../../../i18n/i18n.ts";
import { ChoiceField, SwitchLine } from "../fields.tsx";
import { Section } from "../Page.tsx";
import { PeopleFields } from "../PeopleFields.tsx";
import type { TabProps } from "./ChatflowEditor.tsx";
import { BEHAVIOURS, type Onset } from "./model.ts";

const HEADINGS = ["people", "owner", "custom"] as const;

/** Who stands on top of the chat, and what it does by itself (CHAT-04, CHAT-06). */
export function DisplayTab({ chatflow, onChange }: TabProps) {
  const { display } = chatflow;
  const { heading } = display;
  const put = (part: Partial<typeof display>) => onChange({ display: { ...display, ...part } });
  const head = (part: Partial<typeof heading>) => put({ heading: { ...heading, ...part } });
  return (
    <>
      <Section title={t("chatflows.heading")} text={t("chatflows.heading_text")}>
        <ChoiceField label={t("chatflows.heading_mode")} value={heading.mode} options={HEADINGS.map((mode) => [mode, t(`chatflows.heading_${mode}`)] as const)} onChange={(mode) => head({ mode })} />
        {heading.mode === "people" && <PeopleFields value={{ user_ids: heading.user_ids ?? [], team_ids: heading.team_ids ?? [] }} onChange={head} />}
        {heading.mode === "custom" && <TextField label={t("chatflows.heading_name")} required maxLength={100} value={heading.name} onChange={(event) => head({ name: event.target.value })} />}
        <TextField label={t("chatflows.heading_line")} hint={t("chatflows.heading_line_hint")} maxLength={200} value={heading.text} onChange={(event) => head({ text: event.target.value })} />
      </Section>
      {(["desktop", "mobile"] as const).map((device) => (
        <Section key={device} title={t(`chatflows.${device}`)} text={t("chatflows.onset_text")}>
          <OnsetFields label={t(`chatflows.${device}`)} onset={display[device]} onChange={(onset) => put({ [device]: onset })} />
        </Section>
      ))}
    </>
  );
}

function OnsetFields({ label, onset, onChange }: { label: string; onset: Onset; onChange: (onset: Onset) => void }) {
  const { triggers } = onset;
  const trigger = (part: Partial<typeof triggers>) => onChange({ ...onset, triggers: { ...triggers, ...part } });
  return (
    <>
      <SwitchLine label={t("chatflows.device_on", { device: label })} checked={onset.on} onChange={(on) => onChange({ ...onset, on })} />
      {onset.on && (
        <>
          <ChoiceField label={t("chatflows.behaviour")} value={onset.behaviour} options={BEHAVIOURS.map((behaviour) => [behaviour, t(`chatflows.behaviour_${behaviour}`)] as const)} onChange={(behaviour) => onChange({ ...onset, behaviour })} />
          {onset.behaviour !== "launcher" && (
            <div className="field" role="group" aria-label={t("chatflows.triggers")}>
              <span className="field-label">{t("chatflows.triggers")}</span>
              <label className="tick">
                <Checkbox label={t("chatflows.trigger_load")} checked={triggers.load} onChange={(load) => trigger({ load })} />
                {t("chatflows.trigger_load")}
              </label>
              <Amount label={t("chatflows.trigger_seconds")} unit={t("chatflows.seconds")} usual={10} most={3600} value={triggers.seconds} onChange={(seconds) => trigger({ seconds })} />
              <Amount label={t("chatflows.trigger_scroll")} unit="%" usual={50} most={100} value={triggers.scroll} onChange={(scroll) => trigger({ scroll })} />
              <label className="tick">
                <Checkbox label={t("chatflows.trigger_exit")} checked={triggers.exit} onChange={(exit) => trigger({ exit })} />
                {t("chatflows.trigger_exit")}
              </label>
            </div>
          )}
        </>
      )}
    </>
  );
}

interface AmountProps {
  label: string;
  unit: string;
  usual: number;
  most: number;
  value: number;
  onChange: (value: number) => void;
}

// Zero switches a trigger off.
function Amount({ label, unit, usual, most, value, onChange }: AmountProps) {
  return (
    <span className="tick">
      <label className="tick">
        <Checkbox label={label} checked={value > 0} onChange={(on) => onChange(on ? usual : 0)} />
        {label}
      </label>
      {value > 0 && (
        <>
          <input className="input amount" type="number" min={1} max={most} required aria-label={label} value={value} onChange={(event) => onChange(Number(event.target.value))} />
          {unit}
        </>
      )}
    </span>
  );
}
