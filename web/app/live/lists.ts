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
  for (const [number, page] of without.pages.entries()) {
    // Pages are sorted: one whose last row comes first holds no place for this one.
    const last = page.threads.at(-1);
    if (!last || !comesBefore(last)) continue;
    const index = page.threads.findIndex(comesBefore);
    return withPage(without, number, page.threads.toSpliced(index, 0, row));
  }
  const last = without.pages.at(-1);
  return last && last.next === null ? withPage(without, without.pages.length - 1, [...last.threads, row]) : without;
}

/** Takes a thread out of all pages; the same data where it doesn't stand. */
export function takeOut(data: ListData, threadId: string): ListData {
  const number = data.pages.findIndex((page) => page.threads.some((row) => row.id === threadId));
  const page = data.pages[number];
  return page ? withPage(data, number, page.threads.filter((row) => row.id !== threadId)) : data;
}

// All other pages stay the same objects: a long list is mostly what it was.
function withPage(data: ListData, number: number, threads: ThreadRow[]): ListData {
  return { ...data, pages: data.pages.map((page, at) => (at === number ? { ...page, threads } : page)) };
}

// Ids are decimal numbers as text; the newer thread has the greater one.
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
