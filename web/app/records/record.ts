import { type InfiniteData, queryOptions } from "@tanstack/react-query";
import { dropToast, showToast } from "@kit/Toast.tsx";
import { cache, keys } from "../api/cache.ts";
import { answer, api, type ApiError } from "../api/client.ts";
import type { Cards, CrmRecord, OpenThread, RecordList, RecordPage } from "../api/types.ts";
import { reportFailure } from "../data/doing.ts";
import { t } from "../i18n/i18n.ts";

export const recordKeys = {
  page: (id: string) => ["record", id] as const,
  timelines: (id: string) => ["timeline", id] as const,
  timeline: (id: string, kind: string) => ["timeline", id, kind] as const,
  history: (id: string, property: string) => ["history", id, property] as const,
  lists: (object: string) => ["records", object] as const,
};

// What others change arrives by the stream (live/records.ts); a page asks again when it is opened all the same.
export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: recordKeys.page(id),
    queryFn: ({ signal }) => answer(api.GET("/records/{id}", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

/** Changes values of a record, shown wherever it stands; throws what the server objects to. */
export async function writeValues(record: CrmRecord, properties: Record<string, string>): Promise<CrmRecord> {
  const written = await answer(api.PATCH("/records/{id}", { params: { path: { id: record.id } }, body: { properties } }));
  placeRecord(written);
  return written;
}

/** Changes values and offers the way back (CRM-07). */
export async function writeWithUndo(record: CrmRecord, properties: Record<string, string>, label: string): Promise<void> {
  const before = Object.fromEntries(Object.keys(properties).map((name) => [name, record.properties[name] ?? ""]));
  await writeValues(record, properties);
  const id = `value-${record.id}-${Object.keys(properties).join()}`;
  const undo = () => {
    dropToast(id);
    writeValues(record, before).catch((error: ApiError) => reportFailure(error));
  };
  showToast({ id, text: t("records.value_saved", { label }), action: { label: t("action.undo"), run: undo } });
}

/** Makes a record true in everything cached. */
export function placeRecord(record: CrmRecord): void {
  const fresh = (old: CrmRecord) => (old.id === record.id ? record : old);
  cache.setQueryData<RecordPage>(recordKeys.page(record.id), (old) => old && { ...old, record });
  cache.setQueriesData<RecordPage>({ queryKey: ["record"] }, (old) => old && { ...old, associations: old.associations.map((group) => ({ ...group, records: group.records.map((one) => ({ ...one, record: fresh(one.record) })) })) });
  cache.setQueriesData<OpenThread>({ queryKey: keys.threads }, (old) => old && { ...old, cards: freshCards(old.cards, fresh) });
  cache.setQueriesData<RecordList | InfiniteData<RecordList>>({ queryKey: recordKeys.lists(record.object) }, (old) => {
    const page = (one: RecordList) => ({ ...one, records: one.records.map(fresh) });
    if (!old) return undefined;
    return "pages" in old ? { ...old, pages: old.pages.map(page) } : old.records && page(old);
  });
  void cache.invalidateQueries({ queryKey: recordKeys.timelines(record.id) });
  void cache.invalidateQueries({ queryKey: ["history", record.id] });
  void cache.invalidateQueries({ queryKey: recordKeys.lists(record.object), refetchType: "none" });
}

function freshCards(cards: Cards, fresh: (record: CrmRecord) => CrmRecord): Cards {
  const one = (record: CrmRecord | null) => record && fresh(record);
  return {
    contact: one(cards.contact),
    company: one(cards.company),
    ticket: one(cards.ticket),
    tickets: cards.tickets.map(fresh),
    deals: cards.deals.map(fresh),
    feedback: cards.feedback.map(fresh),
    custom: cards.custom.map((group) => ({ ...group, records: group.records.map((each) => ({ ...each, record: fresh(each.record) })) })),
  };
}

/** What was joined, taken apart, made or archived is asked for again. */
export async function refreshRecords(): Promise<void> {
  await cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ["record", "records", "timeline", "history", "thread", "merges", "duplicates", "record-lists"].includes(String(kind)) });
}

export interface NewRecord {
  object: string;
  properties: Record<string, string>;
  /** The ids of what it belongs to. */
  to: readonly string[];
}

export async function createRecord({ object, properties, to }: NewRecord): Promise<CrmRecord> {
  const made = await answer(api.POST("/objects/{object}/records", { params: { path: { object } }, body: { properties, associations: to.map((id) => ({ to: id })) } }));
  await refreshRecords();
  return made;
}

/** Runs a change of one click: a refusal is told in a toast. */
export async function attempt(work: Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work;
    await refreshRecords();
    if (done) showToast({ id: "record", text: done });
    return true;
  } catch (error) {
    reportFailure(error as ApiError);
    return false;
  }
}
