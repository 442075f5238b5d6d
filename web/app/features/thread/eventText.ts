import type { Actor, Item } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";

type Event = NonNullable<Item["event"]>;

/** The sentence of an event, in the reader's language, with its reason where the server gives one. */
export function eventText({ kind, data }: Event, actor: Actor, now: number): string {
  const who = actor.kind === "user" || actor.kind === "bot" ? actor.name : "";
  const sentence = sentenceOf(kind, data, who, actor.id, now);
  const why = whyOf(data);
  return why ? `${sentence} · ${why}` : sentence;
}

function sentenceOf(kind: string, data: Event["data"], who: string, actorId: string, now: number): string {
  const by = who ? "by" : "auto";
  const text = (name: string) => (typeof data[name] === "string" ? (data[name] as string) : "");
  const name = text("name");
  switch (kind) {
    case "thread.assigned":
      if (who && idOf(data["to"]) === actorId) return t("event.took", { who });
      return data["rule"] ? t("event.routed", { name: nameOf(data["to"]) }) : t(`event.assigned.${by}`, { who, name: nameOf(data["to"]) });
    case "thread.routed":
      return routedText(data);
    case "thread.unassigned":
      return t(`event.unassigned.${by}`, { who });
    case "thread.closed":
      return t(`event.closed.${by}`, { who });
    case "thread.reopened":
      return t(`event.reopened.${by}`, { who });
    case "thread.snoozed":
      return text("until") ? t("event.snoozed", { who, at: futureTime(text("until"), now) }) : t("event.snoozed_answer", { who });
    case "thread.woken":
      return t(`event.woken.${by}`, { who });
    case "thread.tagged":
      return t(`event.tagged.${by}`, { who, name });
    case "thread.untagged":
      return t(`event.untagged.${by}`, { who, name });
    case "thread.moved":
      return t("event.moved", { who, name });
    case "thread.spammed":
      return t(`event.spammed.${by}`, { who });
    case "thread.trashed":
      return t(`event.trashed.${by}`, { who });
    case "thread.unspammed":
    case "thread.restored":
    case "thread.merged":
    case "thread.unmerged":
    case "thread.split":
    case "thread.unsplit":
    case "thread.blocked":
    case "thread.unblocked":
    case "thread.undone":
    case "thread.contact_changed":
    case "thread.transcript_sent":
    case "thread.idle":
    case "message.withdrawn":
    case "thread.ticket_created":
    case "thread.ticket_joined":
      return t(`event.${kind}`, { who: who || t("event.system") });
    case "thread.emailed":
      return data["automatic"] ? t("event.emailed.auto", { n: Number(data["count"] ?? 1) }) : t("event.emailed.by", { who: who || t("event.system") });
    case "thread.sla_due_soon":
    case "thread.sla_overdue":
      return t(`event.${kind}`, { goal: String(data["goal"]) });
    case "thread.meeting_answered":
      return t(`event.meeting_${text("status") as "accepted"}`, { name: text("name") });
    case "thread.rated":
      return t("event.rated", { n: Number(data["score"] ?? 0) });
    default:
      return t("event.other", { who, kind });
  }
}

/** What routing decided: who has it, or why nobody does (ROUTE-24). */
function routedText(data: Event["data"]): string {
  const to = nameOf(data["to"]);
  const how = data["how"];
  if (to && how !== "nobody" && how !== "in_line") return t("event.routed", { name: to });
  if (how === "owner_away" || how === "queue_ended") return t(`event.${how}`);
  if (data["queue"]) return t(how === "in_line" ? "event.in_line" : "event.queued");
  if (how === "nobody") return to ? t("event.left_to", { name: to }) : t("event.nobody");
  return t("event.not_routed");
}

// So many of those who were passed over are named; the others are counted.
const NAMED = 3;

function skippedText(skipped: unknown, named = NAMED): string[] {
  if (!Array.isArray(skipped)) return [];
  const list = skipped as { name?: string; why?: string; have?: number; limit?: number }[];
  const parts = list.slice(0, named).map(({ name = "", why, have, limit }) => {
    if (why === "full") return t("event.skipped_full", { name, have, limit });
    const known = SKIPPED.find((candidate) => candidate === why);
    return t("event.skipped", { name, why: known ? t(`event.why_${known}`) : (why ?? "") });
  });
  return list.length > named ? [...parts, t("event.skipped_more", { n: list.length - named })] : parts;
}

/** All who were considered and all who were passed over, where the sentence does not name them. */
export function routedDetails({ data }: Event): string[] {
  const among = Array.isArray(data["among"]) ? (data["among"] as string[]) : [];
  const skipped = skippedText(data["skipped"], Infinity);
  if (among.length < 2 && skipped.length <= NAMED) return [];
  return among.length > 0 ? [t("event.considered", { names: among.join(", ") }), ...skipped] : skipped;
}

const SKIPPED = ["away", "inactive", "not_assignable", "no_access"] as const;

function nameOf(reference: unknown): string {
  return typeof reference === "object" && reference !== null && "name" in reference ? String(reference.name) : "";
}

const idOf = (reference: unknown) => (typeof reference === "object" && reference !== null && "id" in reference ? String(reference.id) : "");

// Codes that the server gives as a reason; anything else is a sentence of its own.
const REASONS = ["new_message", "removed", "deactivated", "lost_access", "time", "role_address", "marketing", "deny_list", "blocked_sender", "automatic_response", "content_filter", "trashed", "owner_full", "owner_inactive", "owner_no_access", "owner_not_assignable"] as const;
// What needs no word: someone did it, as the sentence says.
const PLAIN = new Set(["by_hand", "message", ""]);

function whyOf(data: Event["data"]): string {
  const parts: string[] = [];
  if (typeof data["rule"] === "string" && data["rule"]) parts.push(t("event.rule", { name: data["rule"] }));
  const how = data["how"];
  if (how === "least_busy" || how === "in_turn") parts.push(t(`event.${how}`, { n: data["considered"] ?? 1 }));
  if (how === "contact_owner") parts.push(t("event.contact_owner"));
  const reason = data["reason"];
  if (typeof reason === "string" && !PLAIN.has(reason)) {
    const known = REASONS.find((candidate) => candidate === reason);
    parts.push(known ? t(`event_reason.${known}`) : reason);
  }
  return [parts.join(", "), ...skippedText(data["skipped"])].filter(Boolean).join("; ");
}
