import type { ActionRequest, Assignee, Bootstrap, Item, Thread, ThreadRow, View, ViewKind } from "../api/types.ts";
import type { Entry } from "./outbox.ts";

/** A row as it will be once the outbox is empty: server data with the waiting deeds laid over it. */
export function overlaid<T extends ThreadRow>(row: T, entries: readonly Entry[], bootstrap: Bootstrap): T {
  let result = row;
  for (const { deed } of entries) {
    if (deed.kind === "action" && aims(deed.request, row)) result = { ...result, ...patchOf(deed.request, result, bootstrap) };
    if (deed.kind === "send" && deed.thread_id === row.id && deed.request.close) result = { ...result, status: "closed" };
  }
  return result;
}

function aims(request: ActionRequest, row: ThreadRow): boolean {
  if (request.thread_ids?.includes(row.id)) return true;
  const match = request.match;
  return match?.view_id !== undefined && row.members.some((member) => member.view_id === match.view_id);
}

/** What an action does to a row, as far as it can be known here. */
export function patchOf(request: ActionRequest, row: ThreadRow, bootstrap: Bootstrap): Partial<Thread> {
  switch (request.action) {
    case "close":
      return { status: "closed", waiting_since: null };
    case "reopen":
      return { status: "open" };
    case "assign":
      return { assignee: assigneeOf(request, bootstrap) };
    case "snooze":
      return { snoozed: true, snoozed_until: request.until ?? null };
    case "unsnooze":
      return { snoozed: false, snoozed_until: null };
    case "tag":
      return request.tag_id && !row.tag_ids.includes(request.tag_id) ? { tag_ids: [...row.tag_ids, request.tag_id] } : {};
    case "untag":
      return { tag_ids: row.tag_ids.filter((id) => id !== request.tag_id) };
    case "spam":
    case "block":
      return { spam: true };
    case "not_spam":
    case "unblock":
      return { spam: false };
    case "trash":
    case "purge":
      return { trashed: true };
    case "restore":
      return { trashed: false };
    case "move":
      return request.inbox_id ? { inbox_id: request.inbox_id } : {};
    case "read":
      return { read_seq: row.activity_seq };
    case "unread":
      return { read_seq: Math.min(row.read_seq, row.activity_seq - 1) };
    case "follow":
    case "unfollow":
      return { following: request.action === "follow" };
  }
}

function assigneeOf(request: ActionRequest, bootstrap: Bootstrap): Assignee | null {
  const { assignee } = request;
  if (!assignee) return null;
  const from = assignee.kind === "user" ? bootstrap.users : bootstrap.teams;
  return { ...assignee, name: from.find((candidate) => candidate.id === assignee.id)?.name ?? "" };
}

const OPEN_KINDS = new Set<ViewKind>(["unassigned", "mine", "open", "chat", "email", "messenger", "whatsapp", "form", "call", "custom_channel", "snoozed"]);

/** Whether a row that stood in a view still does after a change made here (spec README section 3.2). */
export function stillIn(view: View, row: ThreadRow, meId: string): boolean {
  if (row.inbox_id !== view.inbox_id) return false;
  if (view.kind === "trash") return row.trashed;
  if (row.trashed) return false;
  if (view.kind === "spam") return row.spam;
  if (row.spam) return false;
  if (view.kind === "closed") return row.status === "closed";
  if (OPEN_KINDS.has(view.kind) && row.status === "closed") return false;
  if (view.kind === "unassigned") return row.assignee === null && !row.snoozed;
  if (view.kind === "mine") return row.assignee?.kind === "user" && row.assignee.id === meId && !row.snoozed;
  if (view.kind === "snoozed") return row.snoozed;
  return true;
}

/** A purged thread is in no view, not even Trash. */
export function purged(row: ThreadRow, entries: readonly Entry[]): boolean {
  return entries.some(({ deed }) => deed.kind === "action" && deed.request.action === "purge" && aims(deed.request, row));
}

/** How much each counter differs from the server's while deeds wait. */
export function countDelta(view: View, rows: readonly ThreadRow[], entries: readonly Entry[], bootstrap: Bootstrap): number {
  let delta = 0;
  for (const row of rows) {
    const stood = row.members.some((member) => member.view_id === view.id);
    if (!stood && (view.kind === "custom" || row.inbox_id !== view.inbox_id)) continue;
    const after = overlaid(row, entries, bootstrap);
    if (after === row) continue;
    const stands = stillIn(view, after, bootstrap.user.id) && !purged(row, entries);
    if (stood && !stands) delta--;
    if (!stood && stands && ARRIVES.has(view.kind)) delta++;
  }
  return delta;
}

// Views that a change made here can bring a row into, and that show a counter.
const ARRIVES = new Set<ViewKind>(["mine", "unassigned", "snoozed"]);

/** The messages and comments of a thread that are on their way, as items. */
export function pendingItems(threadId: string, entries: readonly Entry[], bootstrap: Bootstrap): { entry: Entry; item: Item }[] {
  return entries.flatMap((entry) => {
    const item = itemOf(entry, threadId, bootstrap);
    return item ? [{ entry, item }] : [];
  });
}

function itemOf(entry: Entry, threadId: string, { user, channel_accounts }: Bootstrap): Item | null {
  const { deed } = entry;
  if (deed.kind !== "send" && deed.kind !== "comment") return null;
  if (deed.thread_id !== threadId) return null;
  const { request } = deed;
  const item: Item = {
    id: `pending-${entry.id}`,
    thread_id: threadId,
    seq: Number.MAX_SAFE_INTEGER,
    kind: deed.kind === "send" ? "message" : "comment",
    created_at: entry.made_at,
    actor: { kind: "user", id: user.id, name: user.name, avatar_url: user.avatar_url, initials: user.initials, color: user.color },
    client_id: request.client_id,
    message: null,
    comment: null,
    event: null,
  };
  if (deed.kind === "comment") {
    return { ...item, comment: { html: deed.request.html ?? "", text: deed.request.text, mention_ids: deed.request.mention_ids ?? [], edited_at: null, deleted: false, attachments: [] } };
  }
  const account = channel_accounts.find((candidate) => candidate.id === deed.request.channel_account_id);
  return {
    ...item,
    message: {
      direction: "outgoing",
      status: deed.request.send_at ? "scheduled" : entry.state === "refused" ? "failed" : "sending",
      status_reason: entry.refusal?.message ?? "",
      channel: account?.channel ?? "email",
      from: { name: user.name, address: account?.address ?? "" },
      to: deed.request.to,
      cc: deed.request.cc ?? [],
      bcc: deed.request.bcc ?? [],
      subject: deed.request.subject,
      text: deed.request.text,
      has_html: false,
      trimmed: false,
      frame_url: "",
      enclosures: [],
      app_name: "",
      attachments: [],
      reason: "",
      authenticated: "none",
      auto: null,
      forwarded: deed.request.kind === "forward",
      send_at: deed.request.send_at ?? null,
      undo_until: null,
      quarantined: false,
      new_participant: false,
    },
  };
}
