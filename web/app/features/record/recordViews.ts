import { useInfiniteQuery } from "@tanstack/react-query";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, ObjectType, RecordSearch } from "../../api/types.ts";
import { type RecordView, usePreference } from "../../data/preferences.ts";
import { asked, withCondition } from "../../records/conditions.ts";
import { pipedBy, usualAbout } from "../../records/objects.ts";
import { recordKeys } from "../../records/record.ts";

/** What narrows a list for a moment, without being part of a view. */
export interface Narrowing {
  query: string;
  owner: string;
  pipeline: string;
  list: string;
}

export const WIDE: Narrowing = { query: "", owner: "", pipeline: "", list: "" };
/** The view of those who saved none: everything, the newest first. */
export const EVERYTHING = "all";

export function usualView(object: ObjectType): RecordView {
  return { id: EVERYTHING, name: "", columns: [...usualAbout(object).filter((name) => name !== "createdate" && (name !== object.primary || object.name === "contact")), "createdate"].filter((name) => object.properties.some((def) => def.name === name)), sort: "", descending: true, groups: [], board: false };
}

/** The saved views of a kind, the one for everything first, and how they are changed. */
export function useRecordViews(object: ObjectType) {
  const [all, setAll] = usePreference("record_views");
  const saved = all[object.name] ?? [];
  const views = saved.some(({ id }) => id === EVERYTHING) ? saved : [usualView(object), ...saved];
  const set = (next: RecordView[]) => setAll({ ...all, [object.name]: next });
  return {
    views,
    put: (view: RecordView) => set(views.some(({ id }) => id === view.id) ? views.map((other) => (other.id === view.id ? view : other)) : [...views, view]),
    drop: (id: string) => set(views.filter((view) => view.id !== id)),
  };
}

/** What is asked of the server for a view, narrowed. */
export function searchOf(object: ObjectType, view: RecordView, { query, owner, pipeline, list }: Narrowing): RecordSearch {
  const by = pipedBy(object);
  const more = [...(owner ? [{ propertyName: "hubspot_owner_id", operator: "EQ", value: owner }] : []), ...(pipeline && by ? [{ propertyName: by.pipeline, operator: "EQ", value: pipeline }] : [])];
  const groups = withCondition(asked(view.groups), ...more);
  return { query: query.trim(), sort: view.sort, descending: view.descending, ...(groups.length > 0 ? { filter_groups: groups } : {}), ...(list ? { list_id: list } : {}) };
}

const PAGE = 100;
// The search can be paged through so far.
const LAST = 10_000;

/** The records that a search finds, page by page. */
export function useFound(object: ObjectType, search: RecordSearch) {
  const found = useInfiniteQuery({
    queryKey: [...recordKeys.lists(object.name), "table", search],
    queryFn: ({ pageParam, signal }) => answer(api.POST("/objects/{object}/search", { params: { path: { object: object.name } }, body: { ...search, limit: PAGE, offset: pageParam }, signal })),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => {
      const next = pages.length * PAGE;
      return page.records.length === PAGE && next + PAGE <= LAST ? next : null;
    },
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const records: CrmRecord[] = found.data?.pages.flatMap((page) => page.records) ?? [];
  return { ...found, records, total: found.data?.pages[0]?.total ?? 0 };
}
