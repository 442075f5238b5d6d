import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client.ts";

/** Keys of the query cache. The live stream edits what stands under them. */
export const keys = {
  bootstrap: ["bootstrap"] as const,
  counts: ["counts"] as const,
  list: (viewId: string, order: string) => ["list", viewId, order] as const,
  lists: ["list"] as const,
  search: (inboxId: string, q: string, order: string, spam: boolean, trash: boolean) => ["search", inboxId, q, order, spam, trash] as const,
  searches: ["search"] as const,
  thread: (id: string) => ["thread", id] as const,
  threads: ["thread"] as const,
  bulks: ["bulks"] as const,
  snippets: ["snippets"] as const,
  articles: ["articles"] as const,
  templates: ["templates"] as const,
  library: ["library"] as const,
  fields: ["fields"] as const,
  contacts: (q: string) => ["contacts", q] as const,
  notifications: ["notifications"] as const,
};

/**
 * The cache of server data. The stream keeps it fresh, so nothing grows stale by
 * age: only a gap that could not be filled makes it ask again.
 */
export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 30 * 60_000,
        networkMode: "always",
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.kind === "internal" || error.kind === "unavailable"),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
    },
  });
}

export const cache = newCache();
