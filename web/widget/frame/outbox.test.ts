import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Posted } from "../wire.ts";
import { Failure } from "./client.ts";
import { inStorage } from "./keep.ts";
import { Outbox, type Pending } from "./outbox.ts";

// What was typed survives reload, network loss and restart: nothing lost, nothing twice, order kept.
class Server {
  taken = new Map<string, Posted>();
  posts: string[] = [];
  fail: (() => Failure | null)[] = [];
  threads = 0;

  readonly post = async (p: Pending): Promise<Posted> => {
    this.posts.push(p.client_id);
    const failure = this.fail.shift()?.();
    // An answer that is lost on its way: the message is stored all the same.
    if (!failure || failure.code === "lost") this.take(p);
    if (failure) throw failure;
    return this.taken.get(p.client_id)!;
  };

  private take(p: Pending): void {
    if (this.taken.has(p.client_id)) return;
    const thread = p.thread.startsWith("new:") ? `t${++this.threads}` : p.thread;
    this.taken.set(p.client_id, { thread: { id: thread }, message: { id: `m${this.taken.size}`, client_id: p.client_id, text: p.text, thread_id: thread } } as Posted);
  }
}

function open(server: Server, keep = inStorage(localStorage)) {
  const seen = { pending: [] as Pending[], slow: 0 };
  const outbox = new Outbox({ post: server.post, onChange: (p) => (seen.pending = p), onPosted: () => undefined, onSlow: () => seen.slow++ }, keep, () => 1);
  const write = (id: string, thread = "t0") => outbox.add({ client_id: id, thread, chatflow_id: "1", text: `text of ${id}`, files: [], page: { url: "", title: "" } });
  return { outbox, write, seen };
}

const down = () => new Failure(0, "unreachable", "");
const lost = () => new Failure(0, "lost", "");

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

test("one after another, in the order of writing, the same id until it is acknowledged", async () => {
  const server = new Server();
  server.fail = [down, lost, down];
  const { write, seen } = open(server);
  for (const id of ["a", "b", "c"]) write(id);
  expect(seen.pending.map((p) => p.client_id)).toEqual(["a", "b", "c"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.posts).toEqual(["a", "a", "a", "a", "b", "c"]);
  expect([...server.taken.keys()]).toEqual(["a", "b", "c"]);
  expect(seen.pending).toEqual([]);
  expect(localStorage.length).toBe(0);
});

test("a reload takes up what waits; a clock that went back changes no order", async () => {
  const server = new Server();
  server.fail = Array(9).fill(down);
  const before = open(server);
  before.write("a");
  vi.setSystemTime(new Date("2001-01-01"));
  before.write("b");
  await vi.advanceTimersByTimeAsync(0);
  server.fail = [];
  const after = open(server);
  after.write("c");
  after.outbox.load();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([...server.taken.keys()].filter((id) => id !== "c")).toEqual(["a", "b"]);
  expect(server.taken.size).toBe(3);
  expect(after.seen.pending).toEqual([]);
});

test("the rest of a new conversation follows its first message into its thread", async () => {
  const server = new Server();
  server.fail = [down];
  const { write } = open(server);
  for (const id of ["a", "b", "c"]) write(id, "new:1");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.threads).toBe(1);
  expect([...server.taken.values()].map((p) => p.thread.id)).toEqual(["t1", "t1", "t1"]);
});

test("what can never be accepted says why and holds nobody up; it can be tried again or dropped", async () => {
  const server = new Server();
  server.fail = [() => new Failure(422, "text_too_long", "Too long.")];
  const { outbox, write, seen } = open(server);
  write("a");
  write("b");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen.pending.map((p) => [p.client_id, p.failed?.message])).toEqual([["a", "Too long."]]);
  outbox.retry("a");
  await vi.advanceTimersByTimeAsync(1_000);
  expect([...server.taken.keys()]).toEqual(["b", "a"]);
});

test("CHAT-25: asked for patience, it waits as long as it was told and says so", async () => {
  const server = new Server();
  server.fail = [() => new Failure(429, "slow_down", "Please wait.", 20)];
  const { write, seen } = open(server);
  write("a");
  await vi.advanceTimersByTimeAsync(19_000);
  expect([server.posts.length, seen.slow]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(server.taken.size).toBe(1);
});

test("news by the line settles a message, and waking tries at once", async () => {
  const server = new Server();
  server.fail = [lost, down, down];
  const { outbox, write, seen } = open(server);
  write("a");
  await vi.advanceTimersByTimeAsync(0);
  outbox.settle("a");
  expect(seen.pending).toEqual([]);
  write("b");
  await vi.advanceTimersByTimeAsync(0);
  outbox.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.posts.filter((id) => id === "b").length).toBeGreaterThan(0);
});

test("another visitor's messages are not sent", async () => {
  const server = new Server();
  server.fail = Array(9).fill(down);
  const { outbox, write } = open(server);
  write("a");
  outbox.clear();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([server.taken.size, localStorage.length]).toEqual([0, 0]);
});
