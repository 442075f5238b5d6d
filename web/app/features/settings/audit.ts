import { type MessageId, t } from "../../i18n/i18n.ts";

/** What the log can be narrowed to, by the names that the server has for its objects. */
export const AUDIT_OBJECTS = ["user", "team", "inbox", "channel_account", "view", "tag", "snippet", "setting", "account", "sender_rule", "holiday", "quarantine", "job", "contact", "article", "article_category", "app", "custom_channel",
  "property", "property_group", "pipeline", "object_type", "association_type", "list", "sla", "import", "export", "bulk",
] as const;

// Records are logged under the name of their kind; their events are named alike.
const NAMED = [...AUDIT_OBJECTS, "record", "records", "association", "tickets"] as const;

const VERBS = [
  "created", "changed", "deleted", "removed", "invited", "joined", "deactivated", "reactivated", "availability", "password", "totp_enabled", "totp_disabled", "linked",
  "reconnected", "enabled", "disabled", "moved", "renamed", "state", "archived", "imported", "retried", "discarded", "dropped", "ordered", "ended", "published", "unpublished",
  "token_rotated", "revoked", "secret_rotated", "key_rotated", "webhook_changed", "webhook_removed", "subscribed", "subscription_changed", "unsubscribed", "resent",
  "restored", "merged", "unmerged", "erased", "purged", "filled", "added", "options_changed", "move_ended", "exported", "bulk_changed", "bulk_stopped",
] as const;

/** An event's kind as people read it: "user.invited" becomes "User: invited". A kind without a text stays as it is. */
export function auditText(kind: string): string {
  const dot = kind.indexOf(".");
  const object = NAMED.find((known) => known === kind.slice(0, dot));
  const verb = VERBS.find((known) => known === kind.slice(dot + 1));
  if (!object || !verb) return kind;
  return t("audit.line", { object: t(`audit.of_${object}` satisfies MessageId), verb: t(`audit.verb_${verb}` satisfies MessageId) });
}

/** What the event tells beyond its kind, in one line. */
export function dataText(data: Record<string, unknown>, object: string, id: string): string {
  const parts = Object.entries(data).map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  return parts.length > 0 ? parts.join(" · ") : id === "0" ? "" : `${object} ${id}`;
}

/** A filter as the server's query, without what is not set. */
export function auditQuery(filter: { actor: string; object: string; cursor?: string }): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
}
