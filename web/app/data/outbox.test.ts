import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiError } from "../api/client.ts";
import type { SendRequest, View } from "../api/types.ts";
import { bootstrap, row } from "../testing/data.ts";
import { Fake } from "../testing/fake.ts";
import { type Entry, Outbox } from "./outbox.ts";
import { countDelta, overlaid, pendingItems, stillIn } from "./overlay.ts";

const send = (client_id: string, seen_seq = 1_000_000, text = "Hello"): SendRequest => ({ client_id, kind: "reply", channel_account_id: "1", to: [], cc: [], bcc: [], subject: "", text, html: text, attachment_ids: [], close: false, seen_seq });

describe("the outbox", () => {
  let fake: Fake;
  let refused: ApiError[];
  const newOutbox = () => new Outbox(localStorage, { onDone: () => undefined, onRefused: (_, error) => refused.push(error) });
  const idle = (outbox: Outbox, n = 0) => vi.waitFor(() => expect(outbox.snapshot()).toHaveLength(n));
  const sends = () => fake.calls.filter((call) => call.startsWith("POST /threads/"));

  beforeEach(() => {
    fake = new Fake();
    refused = [];
    vi.stubGlobal("fetch", fake.handle);
  });

  test("waits while offline, survives a reload, and drains once the server answers", async () => {
    fake.offline = true;
    const first = newOutbox();
    first.add({ kind: "action", request: { action: "close", thread_ids: ["102"] } });
    first.add({ kind: "send", thread_id: "103", request: send("c1") });
    await vi.waitFor(() => expect(first.snapshot().map((entry) => entry.state)).toEqual(["waiting", "waiting"]));

    const second = newOutbox();
    fake.offline = false;
    second.restore();
    await idle(second);
    expect(fake.threads.get("102")?.status).toBe("closed");
    expect(fake.items.get("103")?.at(-1)?.message?.text).toBe("Hello");
    expect(localStorage).toHaveLength(0);
  });

  test("SAFE-05: a message delivered twice by two pages is one message", async () => {
    fake.offline = true;
    const one = newOutbox();
    one.add({ kind: "send", thread_id: "103", request: send("same") });
    await vi.waitFor(() => expect(one.snapshot()[0]?.state).toBe("waiting"));
    fake.offline = false;
    const other = newOutbox();
    other.restore();
    one.drain();
    await idle(one);
    await idle(other);
    expect(fake.items.get("103")?.filter((item) => item.client_id === "same")).toHaveLength(1);
  });

  test("keeps the order of deeds on one thread, and lets others pass", async () => {
    const outbox = newOutbox();
    outbox.add({ kind: "send", thread_id: "103", request: send("a", 1_000_000, "one") });
    outbox.add({ kind: "send", thread_id: "103", request: send("b", 1_000_000, "two") });
    outbox.add({ kind: "send", thread_id: "107", request: send("c") });
    expect(outbox.snapshot().map((entry) => entry.state)).toEqual(["going", "waiting", "going"]);
    await idle(outbox);
    expect(fake.items.get("103")?.slice(-2).map((item) => item.message?.text)).toEqual(["one", "two"]);
    expect(sends()).toHaveLength(3);
  });

  test("COLLAB-05: an answer that a newer message overtook is kept for its writer, who may send it all the same", async () => {
    const outbox = newOutbox();
    fake.receive("103", "One more thing");
    const { id } = outbox.add({ kind: "send", thread_id: "103", request: send("late", 1) });
    await vi.waitFor(() => expect(outbox.snapshot()[0]?.state).toBe("refused"));
    expect(refused[0]?.code).toBe("newer_reply");
    outbox.retry(id, { kind: "send", thread_id: "103", request: send("late", 1_000_000) });
    await idle(outbox);
    expect(fake.items.get("103")?.at(-1)?.client_id).toBe("late");
  });

  test("takes back what has not left", async () => {
    fake.offline = true;
    const outbox = newOutbox();
    const { id } = outbox.add({ kind: "action", request: { action: "trash", thread_ids: ["102"] } });
    await vi.waitFor(() => expect(outbox.snapshot()[0]?.state).toBe("waiting"));
    expect(outbox.cancel(id)).toBe(true);
    expect(localStorage).toHaveLength(0);
  });
});

describe("what the outbox lays over the server's rows", () => {
  const account = bootstrap();
  const view = (kind: View["kind"]) => account.views.find((candidate) => candidate.kind === kind) as View;
  const entry = (request: Extract<Entry["deed"], { kind: "action" }>["request"]): Entry => ({ id: "1", made_at: "2026-11-20T10:00:00.000Z", state: "going", refusal: null, deed: { kind: "action", request } });
  const mine = row("5", "Ann Onym", { assignee: { kind: "user", id: "1", name: "Léa Moreau" }, members: ["mine", "open", "email"].map((kind) => ({ view_id: view(kind as View["kind"]).id, sort_at: "" })) });

  test.each([
    [{ action: "close" }, { mine: -1, open: -1, unassigned: 0, email: -1 }],
    [{ action: "assign", assignee: null }, { mine: -1, open: 0, unassigned: 1, email: 0 }],
    [{ action: "assign", assignee: { kind: "user", id: "2" } }, { mine: -1, open: 0, unassigned: 0, email: 0 }],
    [{ action: "snooze", until: "2026-12-01T00:00:00.000Z" }, { mine: -1, open: 0, unassigned: 0, snoozed: 1 }],
    [{ action: "trash" }, { mine: -1, open: -1, unassigned: 0 }],
  ] as const)("VIEW-15: %o moves the counters at once", (request, want) => {
    const entries = [entry({ ...request, thread_ids: ["5"] })];
    const got = Object.fromEntries(Object.keys(want).map((kind) => [kind, countDelta(view(kind as View["kind"]), [mine], entries, account)]));
    expect(got).toEqual(want);
  });

  test("LIST-09: all that match are meant by their view", () => {
    const all = [entry({ action: "spam", match: { view_id: view("mine").id } })];
    expect(stillIn(view("mine"), overlaid(mine, all, account), "1")).toBe(false);
    const other = row("6", "Ben Onym");
    expect(overlaid(other, all, account)).toBe(other);
  });

  test("THR-21: a message on its way stands in its thread, and says when it was refused", () => {
    const going: Entry = { ...entry({ action: "close" }), deed: { kind: "send", thread_id: "5", request: send("c9") } };
    expect(pendingItems("5", [going], account)[0]?.item.message?.status).toBe("sending");
    const refused: Entry = { ...going, state: "refused", refusal: { message: "No recipient.", code: null, details: {} } };
    expect(pendingItems("5", [refused], account)[0]?.item.message).toMatchObject({ status: "failed", status_reason: "No recipient." });
    expect(pendingItems("6", [going], account)).toEqual([]);
  });
});
