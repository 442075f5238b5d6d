import type { Item } from "../../api/types.ts";

// Short threads are shown whole; in longer ones the last letters stay open.
const SHOW_ALL_BELOW = 5;
const KEEP_OPEN = 2;

/** The letters that are shown as one line until asked for: all that were read, but the newest. */
export function collapsedItems(items: readonly Item[], readSeq: number, wanted: string | undefined): ReadonlySet<string> {
  const letters = items.filter((item) => item.kind === "message" && item.message?.channel === "email");
  if (letters.length < SHOW_ALL_BELOW) return new Set();
  return new Set(
    letters
      .slice(0, -KEEP_OPEN)
      .filter((item) => item.seq <= readSeq && item.id !== wanted)
      .map((item) => item.id),
  );
}
