import { useSyncExternalStore } from "react";
import type { Address } from "../api/types.ts";

/** A new letter that is being written; a closed one is kept until it is sent or thrown away. */
export interface Composing {
  client_id: string;
  inbox_id: string | null;
  to: Address[];
  open: boolean;
  /** The ticket from within which it is written: the conversation joins it (TIX-11). */
  ticket?: { id: string; title: string };
}

const STORED = "parley.composing";

const stored = JSON.parse(localStorage.getItem(STORED) ?? "null") as Composing | null;
// After a reload the window stays away until it is asked for: it would take the focus.
let composing: Composing | null = stored && { ...stored, open: false };
const listeners = new Set<() => void>();

function change(next: Composing | null): void {
  composing = next;
  if (next) localStorage.setItem(STORED, JSON.stringify(next));
  else localStorage.removeItem(STORED);
  for (const listener of listeners) listener();
}

/** Opens the compose window; one that is open, even from before a reload, is gone on with. */
export function openCompose(inbox_id: string | null, to: Address[] = [], ticket?: Composing["ticket"]): void {
  if (!composing || to.length > 0 || ticket) change({ client_id: crypto.randomUUID(), inbox_id, to, open: true, ...(ticket ? { ticket } : {}) });
  else change({ ...composing, open: true });
}

/** Opens the compose window on a letter that came back from sending. */
export const reopenCompose = (again: Composing): void => change(again);

/** Puts the window away; the letter stays. */
export const closeCompose = (): void => change(composing && { ...composing, open: false });

/** The letter is sent or thrown away. */
export const endCompose = (): void => change(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useComposing = (): Composing | null => useSyncExternalStore(subscribe, () => composing);
