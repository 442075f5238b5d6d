import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys } from "../api/cache.ts";
import type { ChangeFrame, Frame, Item, SearchPage, OpenThread, ThreadRow } from "../api/types.ts";
import { type ListData, type Order, placeRow, takeOut } from "./lists.ts";

/**
 * Edits everything cached by what the server pushed: rows by identity, items by
 * identity, counters by view. Applying a frame twice changes nothing.
 */
export function applyFrame(cache: QueryClient, frame: Frame): void {
  if (frame.t === "change") applyChange(cache, frame);
  if (frame.t === "presence") {
    cache.setQueryData<OpenThread>(keys.thread(frame.thread_id), (old) => old && { ...old, presence: frame.people ?? [] });
  }
  if (frame.t === "visitor") {
    const { online, typing, page } = frame;
    cache.setQueryData<OpenThread>(keys.thread(frame.thread_id), (old) => (old?.thread.visitor ? { ...old, thread: { ...old.thread, visitor: { ...old.thread.visitor, online, typing, page: page ?? old.thread.visitor.page } } } : old));
  }
  if (frame.t === "read") applyRead(cache, frame.read_seqs ?? {});
  if (frame.t === "reset") void cache.invalidateQueries();
}

function applyChange(cache: QueryClient, frame: ChangeFrame): void {
  const { threads = [], removed = [], items = [], withdrawn = [], details = [], counts = {}, objects = [] } = frame;
  applyRows(cache, threads);
  for (const id of removed) removeThread(cache, id);
  if (removed.length > 0 || threads.some((row) => row.assignee || row.status !== "open")) moveUp(cache);
  applyItems(cache, items);
  for (const id of details) void cache.invalidateQueries({ queryKey: keys.thread(id) });
  if (withdrawn.length > 0) withdrawItems(cache, withdrawn);
  if (Object.keys(counts).length > 0) {
    cache.setQueryData<Record<string, number>>(keys.counts, (old) => old && { ...old, ...counts });
  }
  if (objects.length > 0) void cache.invalidateQueries({ queryKey: keys.bootstrap });
  for (const object of objects) void cache.invalidateQueries({ queryKey: [object] });
  if (frame.kinds?.length) void import("./records.ts").then(({ applyRecords }) => applyRecords(cache, frame));
}

// A place in a queue changes by what happens to those before.
function moveUp(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: keys.threads, predicate: (query) => (query.state.data as OpenThread | undefined)?.thread.queue_position != null });
}

/** Makes rows true in every cached list, search and open thread. */
export function applyRows(cache: QueryClient, rows: readonly ThreadRow[]): void {
  if (rows.length === 0) return;
  for (const query of cache.getQueryCache().findAll({ queryKey: keys.lists })) {
    const [, viewId, order] = query.queryKey as [string, string, Order];
    cache.setQueryData<ListData>(query.queryKey, (old) => old && rows.reduce((data, row) => placeRow(data, viewId, order, row), old));
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  cache.setQueriesData<InfiniteData<SearchPage>>({ queryKey: keys.searches }, (old) => old && replaceFound(old, byId));
  for (const row of rows) {
    cache.setQueryData<OpenThread>(keys.thread(row.id), (old) => old && { ...old, thread: { ...old.thread, ...row } });
  }
}

// What was read in another window of the same person is read here.
function applyRead(cache: QueryClient, seqs: Record<string, number>): void {
  const rows = Object.entries(seqs).flatMap(([id, read_seq]) => {
    const row = findRow(cache, id);
    return row && row.read_seq !== read_seq ? [{ ...row, read_seq }] : [];
  });
  applyRows(cache, rows);
}

// A search result stays where it is even if it no longer matches: people are working through it.
function replaceFound(data: InfiniteData<SearchPage>, byId: Map<string, ThreadRow>): InfiniteData<SearchPage> {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      threads: page.threads.map((found) => {
        const row = byId.get(found.id);
        return row ? { ...found, ...row } : found;
      }),
    })),
  };
}

function removeThread(cache: QueryClient, id: string): void {
  cache.setQueriesData<ListData>({ queryKey: keys.lists }, (old) => old && takeOut(old, id));
  void cache.invalidateQueries({ queryKey: keys.thread(id) });
}

function withdrawItems(cache: QueryClient, ids: readonly string[]): void {
  cache.setQueriesData<OpenThread>({ queryKey: keys.threads }, (old) => {
    if (!old?.items.some((item) => ids.includes(item.id))) return old;
    return { ...old, items: old.items.filter((item) => !ids.includes(item.id)) };
  });
}

/** Adds or replaces items in the threads that are cached, in order of their number. */
export function applyItems(cache: QueryClient, items: readonly Item[]): void {
  for (const item of items) {
    cache.setQueryData<OpenThread>(keys.thread(item.thread_id), (old) => {
      if (!old || old.thread.id !== item.thread_id) return old;
      return { ...old, items: mergeItem(old.items, item) };
    });
  }
}

function mergeItem(items: Item[], item: Item): Item[] {
  const index = items.findIndex((known) => known.id === item.id);
  if (index !== -1) return items.map((known, at) => (at === index ? item : known));
  const next = items.findIndex((known) => known.seq > item.seq);
  return next === -1 ? [...items, item] : [...items.slice(0, next), item, ...items.slice(next)];
}

/** The newest truth known about a thread, wherever it is cached. */
export function findRow(cache: QueryClient, id: string): ThreadRow | null {
  const open = cache.getQueryData<OpenThread>(keys.thread(id));
  if (open) return open.thread;
  for (const [, data] of cache.getQueriesData<ListData>({ queryKey: keys.lists })) {
    for (const page of data?.pages ?? []) {
      const row = page.threads.find((candidate) => candidate.id === id);
      if (row) return row;
    }
  }
  for (const [, data] of cache.getQueriesData<InfiniteData<SearchPage>>({ queryKey: keys.searches })) {
    for (const page of data?.pages ?? []) {
      const row = page.threads.find((candidate) => candidate.id === id);
      if (row) return row;
    }
  }
  return null;
}
