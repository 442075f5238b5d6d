import type { ThreadRow } from "../../api/types.ts";

export interface Held<T extends ThreadRow> {
  rows: readonly T[];
  /** How many rows wait above, behind the "N new" pill. */
  waiting: number;
}

/**
 * What the list shows while someone points at it or has scrolled: rows keep the
 * order in which they were shown, gone rows go, and rows that would come in above
 * wait. Rows below the last shown one (the next page) come in. `shown` null means
 * that nothing is held.
 */
export function hold<T extends ThreadRow>(shown: readonly T[] | null, next: readonly T[]): Held<T> {
  if (shown === null || shown.length === 0) return { rows: next, waiting: 0 };
  // Nothing came or moved, and at most some went: most renders, and the list may be long.
  let kept = 0;
  for (const { id } of shown) if (id === next[kept]?.id) kept++;
  if (kept === next.length || kept === shown.length) return { rows: next, waiting: 0 };
  const oldPlace = new Map(shown.map(({ id }, index) => [id, index]));
  const known = next.filter((row) => oldPlace.has(row.id)).sort((a, b) => (oldPlace.get(a.id) ?? 0) - (oldPlace.get(b.id) ?? 0));
  const lastKnown = next.findLastIndex((row) => oldPlace.has(row.id));
  const below = next.slice(lastKnown + 1);
  const above = next.slice(0, lastKnown + 1).filter((row) => !oldPlace.has(row.id));
  // A row that rose past its neighbour has news too: it waits where it stands.
  const newPlace = new Map(next.map((row, index) => [row.id, index]));
  const risen = known.filter((row, index) => index > 0 && (newPlace.get(row.id) ?? 0) < (newPlace.get(known[index - 1]?.id ?? "") ?? 0)).length;
  return { rows: [...known, ...below], waiting: above.length + risen };
}
