import { useEffect, useState } from "react";
import type { Item, Message } from "../../api/types.ts";
import { outbox } from "../../data/doing.ts";
import type { Entry } from "../../data/outbox.ts";
import { channelName } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";
import { Reschedule } from "./Reschedule.tsx";
import { retrySending, reviewRefused, sendAnyway, undoSending } from "./sending.ts";

interface SendStateProps {
  item: Item;
  message: Message;
  entry: Entry | undefined;
}

/** Where a message of ours stands, honestly, and what can be done about it (THR-21, THR-24). */
export function SendState({ item, message, entry }: SendStateProps) {
  const undoable = useUndoable(message.undo_until);
  const act = (label: string, run: () => void) => (
    <button type="button" className="send-act" onClick={run}>
      {label}
    </button>
  );
  if (entry?.refusal?.code === "newer_reply") {
    return (
      <span className="send-failed">
        {entry.refusal.message || t("send.newer")} {act(t("send.review"), () => reviewRefused(entry))} {act(t("send.anyway"), () => sendAnyway(entry))}
      </span>
    );
  }
  if (entry?.state === "refused") {
    return (
      <span className="send-failed">
        {t("send.failed", { why: entry.refusal?.message ?? "" })} {act(t("action.retry"), () => outbox.retry(entry.id))} {act(t("send.back_to_editor"), () => reviewRefused(entry))}
      </span>
    );
  }
  if (entry) return <span>{t(navigator.onLine ? "send.sending" : "send.waiting")}</span>;
  const channel = channelName(message.channel);
  if (message.status === "failed") {
    return (
      <span className="send-failed">
        {t("send.failed", { why: message.status_reason })} {act(t("action.retry"), () => retrySending(item))}
      </span>
    );
  }
  if (message.status === "scheduled" && message.send_at) {
    return (
      <span>
        {t("send.scheduled", { at: futureTime(message.send_at, Date.now()) })} <Reschedule item={item} at={message.send_at} /> {act(t("action.cancel"), () => void undoSending(item))}
      </span>
    );
  }
  if (undoable) {
    return (
      <span>
        {t("send.sending")} {act(t("action.undo"), () => void undoSending(item))}
      </span>
    );
  }
  return (
    <span title={message.status_reason || undefined}>
      {channel} · {t(`status.${message.status}`)}
    </span>
  );
}

function useUndoable(until: string | null): boolean {
  const left = until ? Date.parse(until) - Date.now() : 0;
  const [, redraw] = useState(0);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => redraw((n) => n + 1), left + 50);
    return () => clearTimeout(timer);
  }, [left > 0, until]);
  return left > 0;
}
