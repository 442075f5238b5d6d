import { dropToast, showToast } from "@kit/Toast.tsx";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { Item, Thread, OpenThread } from "../../api/types.ts";
import { outbox, post, reportFailure } from "../../data/doing.ts";
import type { Entry } from "../../data/outbox.ts";
import { forgetUndo, rememberUndo } from "../../data/undo.ts";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";
import { applyItems } from "../../live/apply.ts";
import { dropDraft, fromServer, type LocalDraft, localMode, restoreDraft } from "./drafts.ts";

export interface SendOptions {
  close: boolean;
  send_at: string | null;
}

/** Hands an answer to the outbox; it shows in the thread at once and can be taken back for a while (THR-24). */
export function sendMessage(thread: Thread, draft: LocalDraft, html: string, { close, send_at }: SendOptions): void {
  const place = { thread_id: thread.id, mode: draft.mode };
  const { id, done } = post<"send">({
    kind: "send",
    thread_id: thread.id,
    request: {
      client_id: crypto.randomUUID(),
      kind: draft.mode === "forward" ? "forward" : "reply",
      ...(draft.forward_item_id ? { forward_item_id: draft.forward_item_id } : {}),
      channel_account_id: draft.channel_account_id ?? "",
      to: draft.to,
      cc: draft.cc,
      bcc: draft.bcc,
      subject: draft.subject,
      text: draft.text,
      html,
      attachment_ids: draft.attachments.map((file) => file.id),
      ...(send_at ? { send_at } : {}),
      close,
      seen_seq: draft.seen_seq,
    },
  });
  dropDraft(place);
  const undo = async () => {
    dropToast(id);
    if (outbox.cancel(id)) return restoreDraft(place, draft);
    const { item } = await done;
    await undoSending(item);
  };
  offerUndo(id, send_at, () => void undo().catch((error: ApiError) => reportFailure(error)));
  done.then(
    ({ item }) => {
      const left = item.message?.undo_until ? Date.parse(item.message.undo_until) - Date.now() : 0;
      if (!send_at) setTimeout(() => (forgetUndo(id), dropToast(id)), Math.max(0, left));
    },
    () => (forgetUndo(id), dropToast(id)),
  );
}

function offerUndo(id: string, send_at: string | null, run: () => void): void {
  rememberUndo({ id, run });
  const text = send_at ? t("send.scheduled", { at: futureTime(send_at, Date.now()) }) : t("send.sending");
  showToast({ id, text, stay_ms: 12_000, action: { label: t("action.undo"), keys: "z", run: () => (forgetUndo(id), run()) } });
}

/** Hands a comment to the outbox. */
export function sendComment(thread: Thread, draft: LocalDraft): void {
  post<"comment">({
    kind: "comment",
    thread_id: thread.id,
    request: { client_id: crypto.randomUUID(), html: draft.html, text: draft.text, mention_ids: draft.mention_ids, attachment_ids: draft.attachments.map((file) => file.id) },
  });
  dropDraft({ thread_id: thread.id, mode: "comment" });
}

/** Takes a message back from the server before it leaves, and puts it into the editor again. */
export async function undoSending(item: Item): Promise<void> {
  try {
    const { draft } = await answer(api.POST("/messages/{id}/undo", { params: { path: { id: item.id } } }));
    cache.setQueryData<OpenThread>(keys.thread(item.thread_id), (old) => old && { ...old, items: old.items.filter((known) => known.id !== item.id) });
    restoreDraft({ thread_id: item.thread_id, mode: localMode(draft.mode) }, { ...fromServer(draft, item.seq), updated_at: new Date().toISOString() });
    showToast({ id: "undone", text: t("send.undone") });
  } catch (error) {
    reportFailure(error as ApiError);
  }
}

/** Gives a message that waits another time to leave; null sends it now (EMAIL-13). */
export async function reschedule(item: Item, send_at: string | null): Promise<void> {
  try {
    applyItems(cache, [(await answer(api.PATCH("/messages/{id}", { params: { path: { id: item.id } }, body: { send_at } }))).item]);
  } catch (error) {
    reportFailure(error as ApiError);
  }
}

/** Really tries again, and shows that it does. */
export function retrySending(item: Item): void {
  if (item.message) applyItems(cache, [{ ...item, message: { ...item.message, status: "sending", status_reason: "" } }]);
  answer(api.POST("/messages/{id}/retry", { params: { path: { id: item.id } } })).then(
    (answered) => applyItems(cache, [answered.item]),
    (error: ApiError) => {
      applyItems(cache, [item]);
      reportFailure(error);
    },
  );
}

/** Sends what was stopped by a colleague's answer, now that the writer knows of it. */
export function sendAnyway(entry: Entry): void {
  if (entry.deed.kind !== "send") return;
  const page = cache.getQueryData<OpenThread>(keys.thread(entry.deed.thread_id));
  const newer = entry.refusal?.details["item"] as Item | undefined;
  const seen_seq = Math.max(newer?.seq ?? 0, page?.items.at(-1)?.seq ?? 0);
  outbox.retry(entry.id, { ...entry.deed, request: { ...entry.deed.request, seen_seq } });
}

/** Puts a refused message back into the editor. */
export function reviewRefused(entry: Entry): void {
  if (entry.deed.kind !== "send") return;
  const { thread_id, request } = entry.deed;
  const page = cache.getQueryData<OpenThread>(keys.thread(thread_id));
  outbox.cancel(entry.id);
  restoreDraft(
    { thread_id, mode: request.kind },
    {
      mode: request.kind,
      channel_account_id: request.channel_account_id,
      to: request.to,
      cc: request.cc ?? [],
      bcc: request.bcc ?? [],
      subject: request.subject,
      html: request.html ?? "",
      text: request.text,
      mention_ids: [],
      attachments: [],
      forward_item_id: request.forward_item_id ?? null,
      seen_seq: page?.items.at(-1)?.seq ?? 0,
      updated_at: new Date().toISOString(),
    },
  );
}
