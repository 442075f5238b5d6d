import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ChannelAccount } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { patchChannel } from "../ChannelSettings.tsx";
import { ChoiceField, CopyValue, SwitchLine } from "../fields.tsx";
import { Form } from "../Form.tsx";
import { type Span, wrongHours } from "../hours.ts";
import { HoursFields } from "../HoursFields.tsx";
import { Section } from "../Page.tsx";
import { useServer } from "../server.ts";
import { timeZones } from "../zones.ts";
import { TextArea } from "./BuildTab.tsx";

type Chat = NonNullable<ChannelAccount["settings"]["chat"]>;

/** A chat channel: the line to paste, its look, when somebody is there, its limits (CHAT-01, CHAT-03, CHAT-07, CHAT-08). */
export function ChatChannel({ account, chat }: { account: ChannelAccount; chat: Chat }) {
  const line = useServer("chatflow", () => api.GET("/chatflows"))?.script ?? "";
  return (
    <>
      <Section title={t("chat.install")} text={t("chat.install_text")}>
        <CopyValue value={line} label={t("chat.copy")} />
      </Section>
      <Section title={t("chat.look")}>
        <Look account={account} chat={chat} />
      </Section>
      <Section title={t("chat.presence")} text={t("chat.presence_text")}>
        <Presence account={account} chat={chat} />
      </Section>
      <Section title={t("chat.rules")}>
        <Rules account={account} chat={chat} />
      </Section>
    </>
  );
}

interface PartProps {
  account: ChannelAccount;
  chat: Chat;
}

const SIDES = ["right", "left"] as const;

function Look({ account, chat }: PartProps) {
  const [look, setLook] = useState(chat);
  const put = (part: Partial<Chat>) => setLook({ ...look, ...part });
  return (
    <Form fields={["chat.accent", "chat.font"]} send={() => patchChannel(account, { chat: look })}>
      {(errorOf) => (
        <>
          <div className="form-pair">
            <TextField label={t("chat.accent")} type="color" error={errorOf("chat.accent")} value={look.accent || "#0b5c70"} onChange={(event) => put({ accent: event.target.value })} />
            <TextField label={t("chat.font")} hint={t("chat.font_hint")} maxLength={200} error={errorOf("chat.font")} value={look.font} onChange={(event) => put({ font: event.target.value })} />
          </div>
          <PlaceFields label={t("chat.on_desktop")} place={look} onChange={put} />
          <PlaceFields label={t("chat.on_mobile")} place={look.mobile} onChange={(part) => put({ mobile: { ...look.mobile, ...part } })} />
        </>
      )}
    </Form>
  );
}

type Place = Chat["mobile"];

function PlaceFields({ label, place, onChange }: { label: string; place: Place; onChange: (part: Partial<Place>) => void }) {
  return (
    <div className="form-box" role="group" aria-label={label}>
      <b className="sm">{label}</b>
      <div className="form-line">
        <ChoiceField label={t("chat.side")} value={place.side} options={SIDES.map((side) => [side, t(`chat.side_${side}`)] as const)} onChange={(side) => onChange({ side })} />
        <TextField label={t("chat.bottom")} type="number" min={0} max={500} required value={place.bottom} onChange={(event) => onChange({ bottom: Number(event.target.value) })} />
        <TextField label={t("chat.edge")} type="number" min={0} max={500} required value={place.edge} onChange={(event) => onChange({ edge: Number(event.target.value) })} />
      </div>
    </div>
  );
}

const MODES = ["always", "hours", "users"] as const;
const REPLY_TIMES = ["", "minutes", "hours", "day"] as const;
const AWAY = ["return_time", "message", "hide", "nothing"] as const;

function Presence({ account, chat }: PartProps) {
  const [there, setThere] = useState(chat);
  const put = (part: Partial<Chat>) => setThere({ ...there, ...part });
  const { availability, away } = there;
  const hours: Span[] = availability.hours.map(asSpan);
  return (
    <Form fields={["chat.availability.hours"]} disabled={availability.mode === "hours" && wrongHours(hours) !== null} send={() => patchChannel(account, { chat: there })}>
      {(errorOf) => (
        <>
          <ChoiceField label={t("chat.mode")} value={availability.mode} options={MODES.map((mode) => [mode, t(`chat.mode_${mode}`)] as const)} onChange={(mode) => put({ availability: { ...availability, mode } })} />
          {availability.mode === "hours" && (
            <>
              <HoursFields hours={hours} error={errorOf("chat.availability.hours")} onChange={(next) => put({ availability: { ...availability, hours: next.map(asMinutes) } })} />
              <ChoiceField label={t("chat.timezone")} value={availability.timezone} options={timeZones(availability.timezone).map((zone) => [zone, zone.replaceAll("_", " ")] as const)} onChange={(timezone) => put({ availability: { ...availability, timezone } })} />
            </>
          )}
          <ChoiceField label={t("chat.reply_time")} value={there.reply_time} options={REPLY_TIMES.map((time) => [time, t(time === "" ? "chat.reply_none" : `chat.reply_${time}`)] as const)} onChange={(reply_time) => put({ reply_time })} />
          {availability.mode !== "always" && (
            <>
              <ChoiceField label={t("chat.away")} value={away.behaviour} options={AWAY.map((behaviour) => [behaviour, t(`chat.away_${behaviour}`)] as const)} onChange={(behaviour) => put({ away: { ...away, behaviour } })} />
              {away.behaviour === "message" && (
                <>
                  <TextArea label={t("chat.away_words")} max={1000} value={away.message} onChange={(message) => put({ away: { ...away, message } })} />
                  <SwitchLine label={t("chat.away_returns")} checked={away.returns} onChange={(returns) => put({ away: { ...away, returns } })} />
                </>
              )}
            </>
          )}
        </>
      )}
    </Form>
  );
}

type Hours = Chat["availability"]["hours"][number];

// The server counts minutes and begins the week with Sunday, 0.
const clock = (minutes: number) => `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const asSpan = ({ day, start, end }: Hours): Span => ({ day: day === 0 ? 7 : day, start: clock(start), end: clock(end) });
const asMinutes = ({ day, start, end }: Span): Hours => ({ day: day % 7, start: minutesOf(start), end: minutesOf(end) || 24 * 60 });

function Rules({ account, chat }: PartProps) {
  const [rules, setRules] = useState(chat);
  const [sites, setSites] = useState(chat.sites.join("\n"));
  const send = () => patchChannel(account, { chat: { ...rules, sites: sites.split(/\s+/).filter(Boolean) } });
  return (
    <Form send={send}>
      {() => (
        <>
          <TextArea label={t("chat.sites")} hint={t("chat.sites_hint")} max={10_000} value={sites} onChange={setSites} />
          <SwitchLine label={t("chat.attachments")} checked={rules.attachments} onChange={(attachments) => setRules({ ...rules, attachments })} />
          <TextField label={t("chat.idle")} hint={t("chat.idle_hint")} type="number" min={1} max={1440} required value={rules.idle_minutes} onChange={(event) => setRules({ ...rules, idle_minutes: Number(event.target.value) })} />
        </>
      )}
    </Form>
  );
}
