import { useSyncExternalStore } from "react";

const TICK_MS = 15_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** The time, in steps that are small enough for "4 min ago". One timer serves the whole screen. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
