import { useEffect, useSyncExternalStore } from "react";
import type { Scope } from "./types.ts";

// Each feature publishes its part of the scope while it is on the screen.
let scope: Scope = {
  inboxId: null,
  viewId: null,
  openThreadId: null,
  openThread: null,
  targets: { rows: [], match: null },
  list: null,
  thread: null,
  go: () => undefined,
};
const empty = scope;
let seen = scope;
let effective = scope;
const listeners = new Set<() => void>();

// A thread opened by its link may not stand in the list beside it; commands mean it all the same.
export const currentScope = (): Scope => {
  if (scope !== seen) {
    seen = scope;
    const { targets, openThread } = scope;
    effective = openThread && targets.rows.length === 0 && targets.match === null ? { ...scope, targets: { rows: [openThread], match: null } } : scope;
  }
  return effective;
};

function change(part: Partial<Scope>): void {
  scope = { ...scope, ...part };
  for (const listener of listeners) listener();
}

/** Makes parts of the screen known to commands, for as long as the component lives. */
export function usePublish<K extends keyof Scope>(name: K, value: Scope[K]): void {
  useEffect(() => {
    change({ [name]: value } as Partial<Scope>);
    return () => {
      if (scope[name] === value) change({ [name]: empty[name] } as Partial<Scope>);
    };
  }, [name, value]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useScope(): Scope {
  return useSyncExternalStore(subscribe, currentScope);
}
