import type { Actor, Item } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";

type Event = NonNullable<Item["event"]>;

/** The sentence of an event, in the reader's language, with its reason where the server gives one. */
export function eventText({ kind, data }: Event, actor: Actor, now: number): string {
  const text = (name: string) => (typeof data[name] === "string" ? (data[name] as string) : "");
  const who = actor.kind === "user" || actor.kind === "bot" ? actor.name : "";
  const sentence = sentenceOf(kind, text, who, now);
  const reason = reasonOf(data);
  return reason ? `${sentence} · ${reason}` : sentence;
}

type Read = (name: string) => string;

function sentenceOf(kind: string, text: Read, who: string, now: number): string {
  const by = who ? "by" : "auto";
  switch (kind) {
    case "thread.routed":
      return t("event.routed", { name: text("assignee_name") || text("team_name") });
    case "thread.assigned":
      return t(`event.assigned.${by}`, { who, name: text("assignee_name") });
    case "thread.unassigned":
      return t(`event.unassigned.${by}`, { who });
    case "thread.closed":
      return t(`event.closed.${by}`, { who });
    case "thread.reopened":
      return t(`event.reopened.${by}`, { who });
    case "thread.snoozed":
      return text("until") ? t("event.snoozed", { who, at: futureTime(text("until"), now) }) : t("event.snoozed_answer", { who });
    case "thread.woken":
      return t("event.woken");
    case "thread.tagged":
      return t(`event.tagged.${by}`, { who, name: text("tag_name") });
    case "thread.untagged":
      return t(`event.untagged.${by}`, { who, name: text("tag_name") });
    case "thread.moved":
      return t("event.moved", { who, from: text("from_inbox_name"), to: text("to_inbox_name") });
    case "thread.spammed":
      return t(`event.spammed.${by}`, { who });
    case "thread.unspammed":
      return t("event.unspammed", { who });
    case "thread.trashed":
      return t(`event.trashed.${by}`, { who });
    case "thread.restored":
      return t("event.restored", { who });
    case "thread.merged":
      return t("event.merged", { who, subject: text("subject") });
    case "thread.unmerged":
      return t("event.unmerged", { who });
    case "thread.split":
      return t("event.split", { who, subject: text("subject") });
    case "thread.blocked":
      return t("event.blocked", { who, address: text("address") });
    case "thread.undone":
      return t("event.undone", { who });
    case "thread.followed":
      return t("event.followed", { who });
    case "reminder.set":
      return text("at") ? t("event.reminder", { who, at: futureTime(text("at"), now) }) : t("event.reminder_cleared", { who });
    default:
      return t("event.other", { who, kind });
  }
}

// Codes that the server gives as a reason; anything else is a sentence of its own (a rule's name, an administrator's words).
const REASONS = ["new_message", "owner_removed", "owner_deactivated", "first_answer", "time_reached", "no_one_available", "bounce", "role_address", "marketing", "deny_list", "blocked_sender"] as const;

function reasonOf(data: Event["data"]): string {
  const parts: string[] = [];
  const rule = data["rule_name"];
  if (typeof rule === "string" && rule) parts.push(t("event.rule", { name: rule }));
  const code = data["reason"];
  if (code === "least_busy") parts.push(t("event.least_busy", { n: data["available_count"] ?? 0 }));
  else if (typeof code === "string" && code) {
    const known = REASONS.find((candidate) => candidate === code);
    parts.push(known ? t(`event_reason.${known}`) : code);
  }
  return parts.join(", ");
}
