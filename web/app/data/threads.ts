import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { cache, keys } from "../api/cache.ts";
import { answer, api } from "../api/client.ts";
import type { ThreadRow } from "../api/types.ts";
import type { Order } from "../live/lists.ts";
import { useOutbox } from "./doing.ts";
import { overlaid } from "./overlay.ts";
import { useBootstrap } from "./session.ts";

export const PAGE_SIZE = 50;

export const listQuery = (viewId: string, order: Order) =>
  infiniteQueryOptions({
    queryKey: keys.list(viewId, order),
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET("/views/{id}/threads", { params: { path: { id: viewId }, query: { order, limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export interface SearchState {
  q: string;
  order: Order;
  spam: boolean;
  trash: boolean;
}

export const searchQuery = (inboxId: string, { q, order, spam, trash }: SearchState) =>
  infiniteQueryOptions({
    queryKey: keys.search(inboxId, q, order, spam, trash),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/search", {
          params: { query: { inbox_id: inboxId, q, order, ...(spam ? { spam } : {}), ...(trash ? { trash } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const threadQuery = (id: string) =>
  queryOptions({
    queryKey: keys.thread(id),
    queryFn: ({ signal }) => answer(api.GET("/threads/{id}", { params: { path: { id } }, signal })),
  });

/** Fetches a thread before it is asked for, so that opening it needs no wait. */
export function prefetchThread(id: string): void {
  void cache.prefetchQuery(threadQuery(id));
}

/** The counters of all views of all inboxes. */
export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: async () => (await answer(api.GET("/views/counts"))).counts,
});

/** Rows as they will be once everything waiting is confirmed. */
export function useOverlaid(rows: readonly ThreadRow[]): readonly ThreadRow[] {
  const entries = useOutbox();
  const bootstrap = useBootstrap();
  return entries.length === 0 ? rows : rows.map((row) => overlaid(row, entries, bootstrap));
}

export const snippetsQuery = queryOptions({
  queryKey: keys.snippets,
  queryFn: async () => (await answer(api.GET("/snippets"))).snippets,
});

/** The published help articles, the most helpful first. */
export const articlesQuery = queryOptions({
  queryKey: keys.articles,
  queryFn: async () => (await answer(api.GET("/articles/search"))).articles,
});

/** Files that the team shares, the newest first. */
export const libraryQuery = queryOptions({
  queryKey: keys.library,
  queryFn: async () => (await answer(api.GET("/library"))).files,
});

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: async () => (await answer(api.GET("/templates"))).templates,
});

/** How often a text is used stands in its settings; an answer does not wait for that (EMAIL-19). */
export function countUse(kind: "snippets" | "templates", id: string): void {
  void (kind === "snippets" ? api.POST("/snippets/{id}/use", { params: { path: { id } } }) : api.POST("/templates/{id}/use", { params: { path: { id } } }));
}

/** Contacts whose name or address begins like what is typed. */
export function useContactSuggestions(q: string) {
  return useQuery({
    queryKey: keys.contacts(q),
    queryFn: async ({ signal }) => (await answer(api.GET("/contacts", { params: { query: { q } }, signal }))).contacts,
    enabled: q.trim().length > 0,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}
