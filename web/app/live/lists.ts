import type { InfiniteData } from "@tanstack/react-query";
import type { ThreadPage, ThreadRow } from "../api/types.ts";

export type ListData = InfiniteData<ThreadPage, string | null>;
export type Order = "newest" | "oldest";

/** When this row counts in that view, or null where it doesn't stand. */
export function sortAt(row: ThreadRow, viewId: string): string | null {
  return row.members.find((member) => member.view_id === viewId)?.sort_at ?? null;
}

/**
 * Puts a row where its view and order want it, or takes it out. A row that belongs
 * below the last loaded page is left to that page's request. Idempotent.
 */
export function placeRow(data: ListData, viewId: string, order: Order, row: ThreadRow): ListData {
  const at = sortAt(row, viewId);
  const without = takeOut(data, row.id);
  if (at === null) return without;

  const comesBefore = (other: ThreadRow) => {
    const otherAt = sortAt(other, viewId) ?? "";
    if (at === otherAt) return compareIds(row.id, other.id) > 0;
    return order === "newest" ? at > otherAt : at < otherAt;
  };
  const pages = without.pages.map((page) => ({ ...page, threads: [...page.threads] }));
  for (const page of pages) {
    const index = page.threads.findIndex(comesBefore);
    if (index === -1) continue;
    page.threads.splice(index, 0, row);
    return { ...without, pages };
  }
  const last = pages.at(-1);
  if (last && last.next === null) last.threads.push(row);
  return { ...without, pages };
}

/** Takes a thread out of all pages; the same data where it doesn't stand. */
export function takeOut(data: ListData, threadId: string): ListData {
  if (!data.pages.some((page) => page.threads.some((row) => row.id === threadId))) return data;
  return { ...data, pages: data.pages.map((page) => ({ ...page, threads: page.threads.filter((row) => row.id !== threadId) })) };
}

// Ids are decimal numbers as text; the newer thread has the greater one.
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
