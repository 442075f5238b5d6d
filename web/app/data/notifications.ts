import { queryOptions } from "@tanstack/react-query";
import { cache, keys } from "../api/cache.ts";
import { answer, api } from "../api/client.ts";
import type { Bootstrap, Notification } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { findRow } from "../live/apply.ts";
import { paths } from "../paths.ts";
import { bootstrapNow } from "./session.ts";
import { threadQuery } from "./threads.ts";

export const notificationsQuery = queryOptions({
  queryKey: keys.notifications,
  queryFn: async () => (await answer(api.GET("/notifications"))).notifications,
});

const TOPICS = ["unassigned_new", "assigned", "message", "mention", "comment", "reminder", "channel_disconnected", "quarantine", "availability"] as const;

/** What a notification says, in the reader's language. */
export function notificationText({ topic, actor, subject }: Notification): string {
  const known = TOPICS.find((candidate) => candidate === topic) ?? "other";
  return t(`topic.${known}`, { name: actor.name, subject: subject || "…" });
}

/** Counts and lists a notification that has just arrived. */
export function addNotification(notification: Notification): void {
  bumpUnread(1);
  cache.setQueryData<Notification[]>(keys.notifications, (old) => old && [notification, ...old.filter((one) => one.id !== notification.id)]);
}

export function markAllRead(): void {
  bumpUnread(Number.NEGATIVE_INFINITY);
  cache.setQueryData<Notification[]>(keys.notifications, (old) => old?.map((one) => ({ ...one, read: true })));
  void answer(api.POST("/notifications/read", { body: {} })).catch(() => undefined);
}

/** Goes to what a notification is about. */
export async function openNotification(notification: Notification, go: (path: string) => void): Promise<void> {
  if (!notification.read) {
    bumpUnread(-1);
    cache.setQueryData<Notification[]>(keys.notifications, (old) => old?.map((one) => (one.id === notification.id ? { ...one, read: true } : one)));
    void answer(api.POST("/notifications/read", { body: { ids: [notification.id] } })).catch(() => undefined);
  }
  if (notification.thread_id) go(await threadPath(notification.thread_id, notification.item_id));
}

/** The address of a thread of which only the id is known. */
export async function threadPath(threadId: string, itemId?: string | null): Promise<string> {
  const row = findRow(cache, threadId) ?? (await cache.fetchQuery(threadQuery(threadId))).thread;
  const view = bootstrapNow()?.views.find((candidate) => candidate.inbox_id === row.inbox_id && row.members.some((member) => member.view_id === candidate.id));
  const fallback = bootstrapNow()?.views.find((candidate) => candidate.inbox_id === row.inbox_id && candidate.kind === "open");
  return paths.thread(row.inbox_id, (view ?? fallback)?.id ?? "", threadId, itemId ?? undefined);
}

function bumpUnread(by: number): void {
  cache.setQueryData<Bootstrap>(keys.bootstrap, (old) => old && { ...old, notifications_unread: Math.max(0, old.notifications_unread + by) });
}
