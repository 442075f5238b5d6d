import { describe, expect, test } from "vitest";
import { keys, newCache } from "../api/cache.ts";
import type { ChangeFrame, Cursor, Frame, OpenThread, ThreadRow } from "../api/types.ts";
import { items, noCards, row, thread } from "../testing/data.ts";
import { applyFrame, findRow } from "./apply.ts";
import { Connection, type State, step, type Transport, type WireEvents } from "./connection.ts";
import type { ListData } from "./lists.ts";

const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, "0")}:00.000Z`;
const inView = (id: string, minute: number, view = "1"): ThreadRow => row(id, "Ann Onym", { members: [{ view_id: view, sort_at: at(minute) }] });
const frame = (part: Partial<ChangeFrame>): ChangeFrame => ({ t: "change", seq: 1, threads: [], removed: [], items: [], counts: {}, objects: [], ...part });

function cached(order: "newest" | "oldest", pages: ThreadRow[][], more: boolean) {
  const cache = newCache();
  const data: ListData = { pages: pages.map((threads, index) => ({ threads, next: index < pages.length - 1 || more ? String(index) : null, count: null, seq: 0 })), pageParams: pages.map(() => null) };
  cache.setQueryData(keys.list("1", order), data);
  const ids = () => cache.getQueryData<ListData>(keys.list("1", order))?.pages.map((page) => page.threads.map((thread) => thread.id));
  return { cache, ids };
}

describe("LIST-10: a change is put where each cached list wants it", () => {
  test.each([
    ["newest", 30, [["9", "3"], ["2", "1"]]],
    ["newest", 15, [["3"], ["2", "9", "1"]]],
    ["newest", 5, [["3"], ["2", "1", "9"]]],
  ] as const)("%s first, at minute %i", (order, minute, want) => {
    const { cache, ids } = cached(order, [[inView("3", 25)], [inView("2", 20), inView("1", 10)]], false);
    const change = frame({ threads: [inView("9", minute)] });
    applyFrame(cache, change);
    applyFrame(cache, change);
    expect(ids()).toEqual(want);
  });

  test("PERF-09: the pages that a change does not touch stay the same objects", () => {
    const { cache } = cached("newest", [[inView("3", 25)], [inView("2", 20), inView("1", 10)]], false);
    const pages = () => cache.getQueryData<ListData>(keys.list("1", "newest"))?.pages ?? [];
    const [first, second] = pages();
    applyFrame(cache, frame({ threads: [inView("9", 15)] }));
    expect(pages()[0]).toBe(first);
    expect(pages()[1]).not.toBe(second);
  });

  test("a row below the last loaded page is left to that page's request", () => {
    const { cache, ids } = cached("newest", [[inView("3", 25)]], true);
    applyFrame(cache, frame({ threads: [inView("9", 5)] }));
    expect(ids()).toEqual([["3"]]);
  });

  test("oldest first turns it round", () => {
    const { cache, ids } = cached("oldest", [[inView("1", 10), inView("3", 25)]], false);
    applyFrame(cache, frame({ threads: [inView("9", 15)] }));
    expect(ids()).toEqual([["1", "9", "3"]]);
  });

  test("a row that left the view goes, one that rose moves, and a removed one is gone", () => {
    const { cache, ids } = cached("newest", [[inView("3", 25), inView("2", 20), inView("1", 10)]], false);
    applyFrame(cache, frame({ threads: [inView("1", 40), inView("2", 20, "7")] }));
    expect(ids()).toEqual([["1", "3"]]);
    applyFrame(cache, frame({ removed: ["3"] }));
    expect(ids()).toEqual([["1"]]);
  });
});

test("an open thread takes its row, its items in order, and each item once", () => {
  const cache = newCache();
  const opened = row("102", "Jonas Thorne");
  const all = items(opened, Date.parse(at(0)));
  const page: OpenThread = { thread: thread(opened), items: all.slice(0, 1), older: null, contact: null, cards: noCards, other_conversations: [], drafts: [], presence: [], also_in: [], read_seq: 0, seq: 0 };
  cache.setQueryData(keys.thread("102"), page);
  cache.setQueryData(keys.counts, { "1": 4, "2": 5 });
  const change = frame({ threads: [{ ...opened, subject: "New subject" }], items: [...all].reverse(), counts: { "1": 3 } });
  applyFrame(cache, change);
  applyFrame(cache, change);
  const now = cache.getQueryData<OpenThread>(keys.thread("102"));
  expect(now?.items.map((item) => item.seq)).toEqual([1, 2, 3, 4, 6]);
  expect(now?.thread.abilities).toContain("answer");
  expect(findRow(cache, "102")?.subject).toBe("New subject");
  expect(cache.getQueryData(keys.counts)).toEqual({ "1": 3, "2": 5 });
});

test("LIST-07: what is read in another window is read in lists and open threads here", () => {
  const { cache } = cached("newest", [[inView("3", 25), inView("2", 20)]], false);
  const before = findRow(cache, "3");
  applyFrame(cache, { t: "read", read_seqs: { "3": 7, "404": 1 } });
  expect(findRow(cache, "3")).toEqual({ ...before, read_seq: 7 });
  expect(findRow(cache, "2")?.read_seq).toBe(before?.read_seq);
  expect(findRow(cache, "404")).toBeNull();
});

describe("SAFE-09: the connection", () => {
  test("backs off, tries an event stream after two vain sockets, and waits while offline", () => {
    let state: State = { at: "idle" };
    const opened: Transport[] = [];
    const waits: number[] = [];
    const go = (on: "start" | "hello" | "closed" | "timer" | "online" | "offline") => {
      const next = step(state, { on }, 1);
      state = next.state;
      for (const effect of next.effects) {
        if (effect.do === "open") opened.push(effect.transport);
        if (effect.do === "wait" && state.at === "away") waits.push(effect.ms);
      }
    };
    for (const on of ["start", "closed", "timer", "closed", "timer", "hello"] as const) go(on);
    expect(state.at).toBe("live");
    expect(opened).toEqual(["socket", "socket", "events"]);
    expect(waits).toEqual([1000, 2000]);
    go("offline");
    go("timer");
    expect(state.at).toBe("offline");
    go("online");
    expect(state.at).toBe("connecting");
  });

  test("gives up on a wire that stays silent", () => {
    expect(step({ at: "connecting", transport: "socket", attempt: 0 }, { on: "timer" }, 1).state.at).toBe("away");
  });

  test("comes back with the last number it saw, and asks for everything after another epoch", () => {
    const asked: Cursor[] = [];
    let wire: WireEvents | undefined;
    const frames: Frame[] = [];
    const connection = new Connection(
      (_, cursor, events) => {
        asked.push(cursor);
        wire = events;
        return { send: () => undefined, close: () => undefined };
      },
      { epoch: "a", seq: 4 },
      (received) => frames.push(received),
      () => undefined,
    );
    connection.handle({ on: "start" });
    wire?.onFrame({ t: "hello", epoch: "a", seq: 4 });
    wire?.onFrame(frame({ seq: 9 }));
    wire?.onClose();
    connection.handle({ on: "timer" });
    expect(asked.at(-1)).toEqual({ epoch: "a", seq: 9 });
    wire?.onFrame({ t: "hello", epoch: "b", seq: 2 });
    expect(frames.at(-1)).toEqual({ t: "reset" });
    expect(connection.cursor).toEqual({ epoch: "b", seq: 2 });
    connection.handle({ on: "stop" });
  });
});
