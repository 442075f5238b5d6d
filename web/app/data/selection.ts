import { useMemo, useState } from "react";

/** Which rows are ticked: by identity, so that live changes move no tick to another row. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** All that match, loaded or not. */
  all: boolean;
  toggle(id: string): void;
  /** Ticks everything between the row ticked last and this one. */
  extend(id: string, order: readonly string[]): void;
  set(ids: readonly string[]): void;
  selectAll(): void;
  clear(): void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  return useMemo(() => {
    const change = (next: Iterable<string>, last: string | null) => {
      setIds(new Set(next));
      setAnchor(last);
      setAll(false);
    };
    return {
      ids,
      all,
      toggle: (id) => change(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id], id),
      extend: (id, order) => change([...ids, ...range(anchor ?? id, id, order)], id),
      set: (next) => change(next, next.at(-1) ?? null),
      selectAll: () => setAll(true),
      clear: () => change([], null),
    };
  }, [ids, anchor, all]);
}

/** The ids from one to the other, both included, whichever comes first. */
export function range(from: string, to: string, order: readonly string[]): string[] {
  const a = order.indexOf(from);
  const b = order.indexOf(to);
  if (a === -1 || b === -1) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}
