import type { Query, QueryClient } from "@tanstack/react-query";
import { ApiError, answer, api } from "../api/client.ts";
import type { ChangeFrame, RecordNews } from "../api/types.ts";
import { placeRecord, recordKeys } from "../records/record.ts";

const HOLDS = ["record", "records", "thread"];
// A burst of changes, such as an import, asks for a list once.
const QUIET_MS = 400;

/**
 * Brings what others did to records onto the screen: values where they stand, at
 * once; what came, went or moved in a list only when nobody points at the list.
 */
export function applyRecords(cache: QueryClient, { records = [], kinds = [] }: Pick<ChangeFrame, "records" | "kinds">): void {
  const shown = cache
    .getQueryCache()
    .findAll({ type: "active", predicate: ({ queryKey: [kind] }) => HOLDS.includes(String(kind)) })
    .map((query) => ({ query, text: JSON.stringify(query.state.data) ?? "" }));
  for (const news of records) {
    const holders = shown.filter(({ text }) => text.includes(`"id":"${news.id}"`)).map(({ query }) => query);
    if (holders.length > 0) void bring(cache, news, holders);
    void cache.invalidateQueries({ queryKey: recordKeys.timelines(news.id) });
    void cache.invalidateQueries({ queryKey: ["history", news.id] });
  }
  for (const kind of kinds) stale.add(kind);
  clearTimeout(timer);
  timer = setTimeout(() => settle(cache), QUIET_MS);
}

async function bring(cache: QueryClient, { id, more }: RecordNews, holders: readonly Query[]): Promise<void> {
  const again = () => holders.filter(({ queryKey: [kind] }) => kind !== "records").map(({ queryKey }) => cache.invalidateQueries({ queryKey, exact: true }));
  if (more) {
    await Promise.all([...again(), cache.invalidateQueries({ queryKey: ["merges", id] }), cache.invalidateQueries({ queryKey: ["duplicates", id] })]);
    return;
  }
  try {
    placeRecord((await answer(api.GET("/records/{id}", { params: { path: { id } } }))).record);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await Promise.all(again());
  }
}

const stale = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks again for lists that changed; those under the pointer when it leaves. */
function settle(cache: QueryClient): void {
  const under = document.querySelector("[data-live-list]:hover");
  if (under) {
    under.addEventListener("pointerleave", () => settle(cache), { once: true });
    return;
  }
  for (const kind of stale) void cache.invalidateQueries({ queryKey: recordKeys.lists(kind) });
  stale.clear();
}
