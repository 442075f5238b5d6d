import { Button } from "@kit/Button.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { usePreference } from "../../data/preferences.ts";
import { t } from "../../i18n/i18n.ts";
import { playSound } from "../../shell/sound.ts";
import { SwitchLine } from "./fields.tsx";
import { Loading, Page, Section } from "./Page.tsx";
import { change, showNow, useMay, useServer } from "./server.ts";

const WAYS = ["bell", "email", "browser", "popup"] as const;
const TOPICS = ["unassigned_new", "assigned", "message", "mention", "comment", "reminder", "channel_disconnected", "quarantine", "availability"] as const;

interface Topic extends Record<(typeof WAYS)[number], boolean> {
  topic: string;
}

/** Which things one hears of, and by which way (COLLAB-08, COLLAB-10). */
export function NotificationsPage() {
  const may = useMay();
  const mine = useServer("setting", () => api.GET("/notification-settings"), "notifications")?.topics;
  const [sounds, setSounds] = usePreference("sounds");
  const [answer, setAnswer] = usePreference("answer_by_mail");
  const setMine = (topics: Topic[]) => {
    showNow({ topics }, "setting", "notifications");
    void change(api.PUT("/notification-settings", { body: { topics } }));
  };
  return (
    <Page title={t("notify.title")} text={t("notify.text")}>
      <BrowserPermission />
      {mine ? <Ways label={t("notify.title")} topics={mine} onChange={setMine} /> : <Loading />}
      <SwitchLine label={t("notify.answer")} hint={t("notify.answer_hint")} checked={answer} onChange={setAnswer} />
      <SwitchLine
        label={t("settings.sounds")}
        hint={t("notify.sound_hint")}
        checked={sounds}
        onChange={(on) => {
          setSounds(on);
          if (on) playSound();
        }}
      />
      {may("account_access") && <Defaults />}
    </Page>
  );
}

/** What holds for those who have not chosen. */
function Defaults() {
  const topics = useServer("setting", () => api.GET("/notification-defaults"), "notification-defaults")?.topics;
  const set = (next: Topic[]) => {
    showNow({ topics: next }, "setting", "notification-defaults");
    void change(api.PUT("/notification-defaults", { body: { topics: next } }));
  };
  return (
    <Section title={t("notify.defaults")} text={t("notify.defaults_text")}>
      {topics ? <Ways label={t("notify.defaults")} topics={topics} onChange={set} /> : <Loading />}
    </Section>
  );
}

interface WaysProps {
  label: string;
  topics: readonly Topic[];
  onChange: (topics: Topic[]) => void;
}

function Ways({ label, topics, onChange }: WaysProps) {
  return (
    <div className="sheet-scroll">
      <table className="sheet-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t("notify.topic")}</th>
            {WAYS.map((way) => (
              <th key={way} scope="col" className="mid">
                {t(`notify.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {topics.map((row) => {
            const name = topicName(row.topic);
            return (
              <tr key={row.topic}>
                <th scope="row">{name}</th>
                {WAYS.map((way) => (
                  <td key={way} className="mid">
                    <Checkbox label={`${name}: ${t(`notify.${way}`)}`} checked={row[way]} onChange={(on) => onChange(topics.map((other) => (other === row ? { ...row, [way]: on } : other)))} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function topicName(topic: string): string {
  const known = TOPICS.find((candidate) => candidate === topic);
  return known ? t(`notify.topic_${known}`) : topic;
}

/** The browser asks once whether pages may notify; until then nothing can be shown. */
function BrowserPermission() {
  const [state, setState] = useState(() => ("Notification" in globalThis ? Notification.permission : "denied"));
  if (state === "granted") return null;
  return (
    <p className="note warn">
      <span className="grow">{t(state === "denied" ? "notify.denied" : "notify.ask")}</span>
      {state === "default" && <Button onClick={() => void Notification.requestPermission().then(setState)}>{t("notify.allow")}</Button>}
    </p>
  );
}
