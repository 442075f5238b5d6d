import { useSyncExternalStore } from "react";
import type { Targets } from "../actions/types.ts";

/** A question about threads that a command puts before it can act. */
export type Subject = "assign" | "snooze" | "tag" | "move" | "merge" | "split" | "transcript" | "reminder" | "block" | "purge";

export interface Question {
  subject: Subject;
  targets: Targets;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

function change(next: Question | null): void {
  question = next;
  for (const listener of listeners) listener();
}

export const ask = (subject: Subject, targets: Targets): void => change({ subject, targets });
export const answered = (): void => change(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useQuestion = (): Question | null => useSyncExternalStore(subscribe, () => question);
