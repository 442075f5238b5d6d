import { answer, api } from "../../api/client.ts";
import type { Address, Attachment, Draft } from "../../api/types.ts";

/** What is being written, as this browser keeps it. */
export interface LocalDraft {
  mode: Exclude<Draft["mode"], "compose">;
  channel_account_id: string | null;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  subject: string;
  html: string;
  text: string;
  mention_ids: string[];
  attachments: Attachment[];
  forward_item_id: string | null;
  /** The newest item that had been seen when the writing began: what came later is news to the writer. */
  seen_seq: number;
  updated_at: string;
}

export type DraftPlace = { thread_id: string; mode: LocalDraft["mode"] } | { client_id: string };

const keyOf = (place: DraftPlace) => `parley.draft.${"client_id" in place ? `compose.${place.client_id}` : `${place.thread_id}.${place.mode}`}`;

/** The newer of what this browser and the server have kept. */
export function loadDraft(place: DraftPlace, onServer: Draft | undefined): LocalDraft | null {
  const stored = localStorage.getItem(keyOf(place));
  const local = stored ? (JSON.parse(stored) as LocalDraft) : null;
  if (!onServer || (local && local.updated_at >= (onServer.updated_at ?? ""))) return local;
  return fromServer(onServer, local?.seen_seq ?? 0);
}

// A new letter is told from an answer by its place, not by its mode.
export const localMode = (mode: Draft["mode"]): LocalDraft["mode"] => (mode === "compose" ? "reply" : mode);

export function fromServer(draft: Draft, seen_seq: number): LocalDraft {
  return { ...draft, mode: localMode(draft.mode), mention_ids: [], forward_item_id: null, seen_seq, updated_at: draft.updated_at ?? new Date().toISOString() };
}

// THR-20 allows two seconds from the last key to a saved draft.
const SERVER_MS = 1200;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Keeps a draft here at once and on the server when the typing pauses. */
export function saveDraft(place: DraftPlace, draft: LocalDraft, onSaved: () => void = () => undefined): void {
  const key = keyOf(place);
  localStorage.setItem(key, JSON.stringify(draft));
  clearTimeout(timers.get(key));
  const push = () => {
    timers.delete(key);
    void put(place, draft).then(onSaved, () => undefined);
  };
  timers.set(key, setTimeout(push, SERVER_MS));
}

function put(place: DraftPlace, draft: LocalDraft): Promise<unknown> {
  const { mode, channel_account_id, to, cc, bcc, subject, text, html, attachments, updated_at } = draft;
  const body: Draft = { mode: "client_id" in place ? "compose" : mode, channel_account_id, to, cc, bcc, subject, text, html, attachments, updated_at };
  if ("client_id" in place) return answer(api.PUT("/drafts/{client_id}", { params: { path: place }, body }));
  return answer(api.PUT("/threads/{id}/draft", { params: { path: { id: place.thread_id } }, body }));
}

/** Forgets a draft everywhere: it was sent, or thrown away. */
export function dropDraft(place: DraftPlace): void {
  const key = keyOf(place);
  clearTimeout(timers.get(key));
  timers.delete(key);
  if (localStorage.getItem(key) === null) return;
  localStorage.removeItem(key);
  const gone =
    "client_id" in place
      ? answer(api.DELETE("/drafts/{client_id}", { params: { path: place } }))
      : answer(api.DELETE("/threads/{id}/draft", { params: { path: { id: place.thread_id }, query: { mode: place.mode } } }));
  gone.catch(() => undefined);
}

// A message that comes back from sending is put where its editor finds it, and the editor, if there is one, is told.
const restorers = new Set<(place: DraftPlace) => void>();

export function restoreDraft(place: DraftPlace, draft: LocalDraft): void {
  saveDraft(place, draft);
  for (const restorer of restorers) restorer(place);
}

export function onRestored(restorer: (place: DraftPlace) => void): () => void {
  restorers.add(restorer);
  return () => restorers.delete(restorer);
}
