import { afterEach, describe, expect, test, vi } from "vitest";
import { cache } from "../api/cache.ts";
import type { CrmRecord, RecordList, RecordPage } from "../api/types.ts";
import { recordKeys } from "../records/record.ts";
import { applyRecords } from "./records.ts";

const record = (id: string, subject: string): CrmRecord => ({ id, object: "ticket", title: subject, properties: { subject }, owner_id: null, at: "", created_at: "", updated_at: "", archived_at: null, abilities: [] });
const fetched = vi.hoisted(() => vi.fn());
vi.mock("../api/client.ts", async (original) => ({ ...(await original<object>()), api: { GET: fetched }, answer: (x: unknown) => Promise.resolve(x) }));

/** Queries that somebody looks at: only those are asked again. */
async function watch(key: readonly unknown[], data: unknown) {
  const { QueryObserver } = await import("@tanstack/react-query");
  cache.setQueryData(key, data);
  const queryFn = vi.fn(() => Promise.resolve(data));
  const stop = new QueryObserver(cache, { queryKey: key, queryFn, staleTime: Infinity }).subscribe(() => undefined);
  return { queryFn, stop };
}

afterEach(() => {
  cache.clear();
  document.body.innerHTML = "";
  vi.useRealTimers();
});

describe("TIX-10, CRM-07: what others change arrives by itself", () => {
  test("values change where they stand, in the page, the table and the board", async () => {
    const list: RecordList = { total: 1, records: [record("7", "Old")] };
    await watch(recordKeys.page("7"), { record: record("7", "Old"), associations: [] } satisfies RecordPage);
    await watch([...recordKeys.lists("ticket"), "table"], { pages: [list], pageParams: [0] });
    await watch([...recordKeys.lists("ticket"), "board"], list);
    fetched.mockResolvedValue({ record: record("7", "New"), associations: [] });
    applyRecords(cache, { records: [{ object: "ticket", id: "7" }] });
    await vi.waitFor(() => expect(cache.getQueryData<RecordPage>(recordKeys.page("7"))?.record.title).toBe("New"));
    expect(JSON.stringify(cache.getQueriesData({ queryKey: recordKeys.lists("ticket") }))).not.toContain("Old");
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test("a record that nobody looks at is not fetched", () => {
    fetched.mockClear();
    applyRecords(cache, { records: [{ object: "ticket", id: "8" }] });
    expect(fetched).not.toHaveBeenCalled();
  });

  test("a list is asked again when quiet has come, and not while somebody points at it", async () => {
    vi.useFakeTimers();
    document.body.innerHTML = `<div data-live-list></div>`;
    const under = document.querySelector("div") as HTMLElement;
    const look = vi.spyOn(document, "querySelector").mockReturnValue(under);
    const { queryFn } = await watch([...recordKeys.lists("ticket"), "table"], { pages: [], pageParams: [] });
    applyRecords(cache, { kinds: ["ticket"] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(queryFn).not.toHaveBeenCalled();
    look.mockReturnValue(null);
    under.dispatchEvent(new Event("pointerleave"));
    await vi.advanceTimersByTimeAsync(0);
    expect(queryFn).toHaveBeenCalledTimes(1);
    look.mockRestore();
  });
});
