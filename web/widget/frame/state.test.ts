import { expect, test } from "vitest";
import type { Message, Thread } from "../wire.ts";
import { entry, initial, pendingIn, type State, unread, withFrame, withHistory, withPosted } from "./state.ts";

const thread = (id: string, more: Partial<Thread> = {}): Thread => ({ id, status: "open", preview: "", unread: 0, last_at: "2026-11-20T10:00:00Z", people: [], rating_asked: false, ...more });
const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`, client_id: "", thread_id: "1", seq, at: `2026-11-20T10:00:${String(seq % 60).padStart(2, "0")}Z`, from: "agent", author: null, text: `text ${seq}`, html: null, files: [], status: "sent", event: "", ...more,
});
const base: State = { ...initial, ready: true, threads: [thread("1")] };
const frames = (s: State, ...list: Message[]) => list.reduce((now, m) => withFrame(now, { t: "message", seq: m.seq, message: m }), s);

test("messages stand in their order and once, however they come", () => {
  const s = frames(base, message(3), message(1), message(3), message(2, { from: "visitor" }));
  expect(s.messages["1"]!.map((m) => m.seq)).toEqual([1, 2, 3]);
  expect(s.seq).toBe(3);
  expect(unread(s)).toBe(2);
});

test("a thread's count holds what it counted: nothing is unread twice", () => {
  const counted = withFrame(base, { t: "thread", seq: 9, thread: thread("1", { unread: 2 }) });
  expect(unread(frames(counted, message(8), message(9)))).toBe(2);
  expect(unread(frames(counted, message(10)))).toBe(3);
});

test("what is in view is read", () => {
  const open = { ...base, open: true, thread: "1" };
  expect(unread(frames(open, message(4)))).toBe(0);
  expect(unread(withFrame(open, { t: "thread", seq: 5, thread: thread("1", { unread: 1 }) }))).toBe(0);
});

test("an open chat behind other windows is not read", () => {
  const hidden = { ...base, open: true, thread: "1", looking: false };
  expect(unread(frames(hidden, message(4)))).toBe(1);
});

test("history fills in without counting, and says whether there is more", () => {
  const s = withHistory(base, thread("1", { unread: 1 }), [message(1), message(2)], false);
  expect([unread(s), s.earlier["1"], s.messages["1"]!.length]).toEqual([1, true, 2]);
});

test("a picture that is there stays when its address is signed anew", () => {
  const file = (url: string) => [{ id: "f", name: "a.png", size: 1, content_type: "image/png", url, thumbnail_url: url }];
  const s = frames(base, message(1, { files: file("/one") }), message(1, { files: file("/two"), status: "read" }));
  expect([s.messages["1"]![0]!.files[0]!.url, s.messages["1"]![0]!.status]).toEqual(["/one", "read"]);
});

test("a new conversation becomes its thread in place, and shows nothing twice on the way", () => {
  const pending = [{ client_id: "c1", thread: "9", chatflow_id: "", text: "", files: [], page: { url: "", title: "" }, order: 1 }];
  const s = withPosted({ ...base, open: true, thread: "new:1", pending }, thread("9"), message(5, { thread_id: "9", client_id: "c1", from: "visitor" }), "new:1");
  expect(s.thread).toBe("9");
  expect(pendingIn(s, "9")).toEqual([]);
});

test("opening goes on with what waits, else with what is open, else anew (CHAT-13)", () => {
  expect(entry(base)).toBe("1");
  expect(entry({ ...base, threads: [thread("1", { status: "closed" })] })).toBe("");
  expect(entry({ ...base, threads: [], pending: [{ client_id: "c", thread: "new:2", chatflow_id: "", text: "", files: [], page: { url: "", title: "" }, order: 1 }] })).toBe("new:2");
});

test("typing ends with the message it announced; people and closing are seen", () => {
  const author = { name: "Léa", initials: "LM", color: "#6b5b95", avatar_url: null };
  const s = withFrame(base, { t: "typing", thread_id: "1", author, on: true });
  expect(s.typing["1"]).toEqual(author);
  expect(frames(s, message(2)).typing["1"]).toBeUndefined();
  expect(withFrame(s, { t: "thread", seq: 7, thread: thread("1", { status: "closed" }) }).threads[0]!.status).toBe("closed");
});
