import { useSyncExternalStore } from "react";

/** Something that is open or shut, which commands and components both turn. */
export interface Toggle {
  set(open: boolean): void;
  get(): boolean;
  use(): boolean;
}

export function newToggle(): Toggle {
  let open = false;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    set(next) {
      open = next;
      for (const listener of listeners) listener();
    },
    get: () => open,
    use: () => useSyncExternalStore(subscribe, () => open),
  };
}
