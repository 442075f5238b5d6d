import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { showToast } from "@kit/Toast.tsx";
import { useState } from "react";
import type { Targets } from "../actions/types.ts";
import { answer, api, type ApiError } from "../api/client.ts";
import { cache } from "../api/cache.ts";
import { threadQuery } from "../data/threads.ts";
import { reportFailure } from "../data/doing.ts";
import { t } from "../i18n/i18n.ts";
import { futureTime } from "../i18n/time.ts";
import { Choices } from "./Choices.tsx";
import { snoozeTimes } from "./times.ts";
import { WhenField } from "./WhenField.tsx";

interface WritingProps {
  targets: Targets;
  onDone: () => void;
}

/** To whom a copy of the conversation goes; comments never do (THR-09). */
export function TranscriptQuestion({ targets, onDone }: WritingProps) {
  const row = targets.rows[0];
  const [to, setTo] = useState(row?.contact?.email ?? "");
  if (!row) return null;
  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    onDone();
    try {
      await answer(api.POST("/threads/{id}/transcript", { params: { path: { id: row.id } }, body: { to } }));
      showToast({ id: "transcript", text: t("transcript.sent", { to }) });
    } catch (error) {
      reportFailure(error as ApiError);
    }
  };
  return (
    <form className="vstack" onSubmit={send}>
      <p className="muted">{t("transcript.explain")}</p>
      <TextField label={t("transcript.to")} type="email" required autoFocus value={to} onChange={(event) => setTo(event.target.value)} />
      <Button look="pri" type="submit" style={{ alignSelf: "flex-end" }}>
        {t("action.send")}
      </Button>
    </form>
  );
}

/** When to be reminded of the thread, whoever owns it. */
export function ReminderQuestion({ targets, onDone }: WritingProps) {
  const id = targets.rows[0]?.id ?? "";
  const now = Date.now();
  const set = (at: string | null) => async () => {
    onDone();
    try {
      await answer(api.PUT("/threads/{id}/reminder", { params: { path: { id } }, body: { at } }));
      cache.setQueryData(threadQuery(id).queryKey, (old) => old && { ...old, thread: { ...old.thread, reminder_at: at } });
      showToast({ id: "reminder", text: at ? t("reminder.set", { at: futureTime(at, Date.now()) }) : t("reminder.cleared") });
    } catch (error) {
      reportFailure(error as ApiError);
    }
  };
  const current = cache.getQueryData(threadQuery(id).queryKey)?.thread.reminder_at;
  return (
    <>
      <Choices
        label={t("reminder.label")}
        choices={[
          ...(current ? [{ id: "none", label: t("reminder.clear"), icon: "close" as const, run: set(null) }] : []),
          ...snoozeTimes(now).map((time) => ({ id: time.id, label: t(time.id), icon: "bell" as const, detail: futureTime(time.at, now), run: set(time.at) })),
        ]}
      />
      <WhenField label={t("snooze.chosen")} button={t("action.remind")} onChosen={(at) => void set(at)()} />
    </>
  );
}
