import { queryOptions } from "@tanstack/react-query";
import { cache, keys } from "../../api/cache.ts";
import { answer, api } from "../../api/client.ts";
import type { ObjectType, RecordBulk, RecordSearch } from "../../api/types.ts";

/** The records that are meant: those ticked, or all that a search finds. */
export interface Meant {
  n: number;
  ids: readonly string[];
  search: RecordSearch | null;
  /** The one to which they are narrowed, or "": its stages can be chosen. */
  pipeline: string;
}

/** What becomes of each. */
export type BulkChange = { verb: "edit"; properties: Record<string, string> } | { verb: "list"; to_list: string } | { verb: "archive" };

const key = (object: string) => [...keys.bulks, object];

/** What the reader began a short while ago, newest first; news of it comes by the stream. */
export const bulksQuery = (object: string) =>
  queryOptions({
    queryKey: key(object),
    queryFn: async () => (await answer(api.GET("/objects/{object}/bulks", { params: { path: { object } } }))).bulks,
    // Should a piece of news be lost.
    refetchInterval: ({ state }) => (state.data?.some(({ state }) => state === "running") ? 5000 : false),
    staleTime: 0,
  });

const place = (bulk: RecordBulk) => {
  cache.setQueryData<RecordBulk[]>(key(bulk.object), (all = []) => (all.some(({ id }) => id === bulk.id) ? all.map((one) => (one.id === bulk.id ? bulk : one)) : [bulk, ...all]));
  void cache.invalidateQueries({ queryKey: key(bulk.object) });
};

export async function begin(object: ObjectType, { ids, search }: Meant, change: BulkChange): Promise<void> {
  const { query, filter_groups, list_id } = search ?? {};
  const which = search ? { ...(query ? { query } : {}), ...(filter_groups ? { filter_groups } : {}), ...(list_id ? { list_id } : {}) } : { record_ids: [...ids] };
  place(await answer(api.POST("/objects/{object}/bulks", { params: { path: { object: object.name } }, body: { ...change, ...which } })));
}

export const stopBulk = async ({ id }: RecordBulk) => place(await answer(api.POST("/bulks/{id}/stop", { params: { path: { id } } })));
export const undoBulk = async ({ id }: RecordBulk) => place(await answer(api.POST("/bulks/{id}/undo", { params: { path: { id } } })));
