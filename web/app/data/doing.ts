import { dropToast, showToast } from "@kit/Toast.tsx";
import { useSyncExternalStore } from "react";
import { cache, keys } from "../api/cache.ts";
import { answer, api, type ApiError } from "../api/client.ts";
import type { ActionAnswer, ActionRequest, Item, OpenThread, ThreadRow } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { applyItems, applyRows, findRow } from "../live/apply.ts";
import { type Answers, type Deed, type Entry, Outbox } from "./outbox.ts";
import { forgetUndo, rememberUndo } from "./undo.ts";

/** The outbox of this page. */
export const outbox = new Outbox(globalThis.localStorage, {
  onDone(entry, answered) {
    if (entry.deed.kind === "action") return acceptAction(entry.deed.request, answered as ActionAnswer);
    const { item, thread } = answered as { item: Item; thread?: ThreadRow };
    if (thread) applyRows(cache, [thread]);
    applyItems(cache, [item]);
  },
  onRefused(entry, error) {
    if (entry.deed.kind === "action") reportFailure(error);
  },
});

export const useOutbox = (): readonly Entry[] => useSyncExternalStore(outbox.subscribe, outbox.snapshot);

function acceptAction(request: ActionRequest, { threads, outcomes }: ActionAnswer): void {
  applyRows(cache, threads);
  // Rows do not say who follows; the open conversation does.
  if (request.action === "follow" || request.action === "unfollow") for (const id of request.thread_ids ?? []) setFollowing(id, request.action === "follow");
  const refused = outcomes.filter((outcome) => !outcome.ok);
  const first = refused[0]?.error?.message;
  if (first && request.action !== "read") {
    showToast({ id: "refused", failure: true, text: refused.length === 1 ? first : t("done.some_refused", { n: refused.length, why: first }) });
  }
}

function setFollowing(id: string, following: boolean): void {
  cache.setQueryData<OpenThread>(keys.thread(id), (old) => old && { ...old, thread: { ...old.thread, following } });
}

/** Says why something did not happen. What was changed early has been put back by then. */
export function reportFailure(error: ApiError): void {
  const text = error.kind === "offline" ? t("error.offline") : error.message || t("error.unknown");
  showToast({ id: "failure", failure: true, text });
}

// Blocking and deleting for good can't be taken back; reading is too small to talk about.
const SILENT = new Set<ActionRequest["action"]>(["read", "unread", "tag", "untag"]);
const FINAL = new Set<ActionRequest["action"]>(["block", "purge"]);

// The server keeps no way back of what is only about oneself.
const OPPOSITE: Partial<Record<ActionRequest["action"], ActionRequest["action"]>> = { follow: "unfollow", unfollow: "follow" };

/** Does something to threads: shown at once, confirmed later, undone with `z`. */
export function act(request: ActionRequest): Promise<Answers["action"]> {
  const before = (request.thread_ids ?? []).flatMap((id) => findRow(cache, id) ?? []);
  const { id, done } = outbox.add<"action">({ kind: "action", request });
  if (request.action === "read") return done;

  const n = request.thread_ids?.length ?? 0;
  const toast = FINAL.has(request.action) || SILENT.has(request.action) ? null : `undo-${id}`;
  if (FINAL.has(request.action)) showToast({ id, text: t(`done.${request.action}`, { n }) });
  else {
    const opposite = OPPOSITE[request.action];
    const undo = () => void (opposite ? (dropToast(`undo-${id}`), act({ ...request, action: opposite })) : takeBack(id, done, before));
    rememberUndo({ id, run: undo });
    const action = { label: t("action.undo"), keys: "z", run: () => (forgetUndo(id), undo()) };
    if (toast) showToast({ id: toast, text: request.match ? t("done.matching") : t(request.with_ticket ? "done.close_both" : `done.${request.action}`, { n }), action });
  }
  done.catch(() => {
    forgetUndo(id);
    if (toast) dropToast(toast);
  });
  return done;
}

async function takeBack(id: string, done: Promise<Answers["action"]>, before: ThreadRow[]): Promise<void> {
  dropToast(`undo-${id}`);
  if (outbox.cancel(id)) return;
  try {
    const { undo_id } = await done;
    if (!undo_id) return;
    applyRows(cache, before);
    const { threads } = await answer(api.POST("/undo/{id}", { params: { path: { id: undo_id } } }));
    applyRows(cache, threads);
    showToast({ id: "undone", text: t("done.undone") });
  } catch (error) {
    reportFailure(error as ApiError);
    void cache.invalidateQueries();
  }
}

/** Hands a text to the outbox. */
export function post<K extends "send" | "comment" | "compose">(deed: Extract<Deed, { kind: K }>): { id: string; done: Promise<Answers[K]> } {
  return outbox.add<K>(deed);
}
