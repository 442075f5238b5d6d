import { describe, expect, test, vi } from "vitest";
import type { OpenThread } from "../../api/types.ts";
import { bootstrap, items, noCards, row, thread, user } from "../../testing/data.ts";
import { Fake } from "../../testing/fake.ts";
import { addAddresses, isAddress, parseAddresses } from "./addresses.ts";
import { collapsedItems } from "./collapse.ts";
import { dropDraft, type LocalDraft, loadDraft, saveDraft } from "./drafts.ts";
import { eventText, routedDetails } from "./eventText.ts";
import { emptyDraft, newerMessage } from "./replying.ts";
import { fromTyped } from "./ContactChoice.tsx";
import { fillTokens } from "../../editor/tokens.ts";

const NOW = Date.parse("2026-11-20T12:00:00.000Z");

function page(): OpenThread {
  const opened = row("102", "Jonas Thorne", { subject: "Invoice" });
  return { thread: thread(opened), items: items(opened, NOW), older: null, contact: null, cards: noCards, other_conversations: [], drafts: [], presence: [], also_in: [], read_seq: 0, seq: 0 };
}

describe("THR-20: a draft", () => {
  const place = { thread_id: "102", mode: "reply" as const };
  const draft: LocalDraft = { ...emptyDraft(page(), "reply", []), text: "Hello", html: "<p>Hello</p>" };

  test("is kept here at once and on the server within two seconds", async () => {
    vi.useFakeTimers();
    const fake = new Fake();
    vi.stubGlobal("fetch", fake.handle);
    saveDraft(place, draft);
    saveDraft(place, { ...draft, text: "Hello Jonas" });
    expect(loadDraft(place, undefined)?.text).toBe("Hello Jonas");
    await vi.advanceTimersByTimeAsync(2000);
    expect(fake.calls).toEqual(["PUT /threads/102/draft"]);
    expect(fake.drafts.get("102 reply")?.text).toBe("Hello Jonas");
    dropDraft(place);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.drafts.size).toBe(0);
    vi.useRealTimers();
  });

  test("is the newer of the two kept", () => {
    localStorage.setItem("parley.draft.102.reply", JSON.stringify({ ...draft, updated_at: "2026-11-20T10:00:00.000Z" }));
    const server = { ...draft, text: "From the other device", updated_at: "2026-11-20T11:00:00.000Z" };
    expect(loadDraft(place, server)?.text).toBe("From the other device");
    expect(loadDraft(place, { ...server, updated_at: "2026-11-20T09:00:00.000Z" })?.text).toBe("Hello");
  });
});

test("EMAIL-11: reply to all writes to everyone but ourselves, once", () => {
  const opened = page();
  const letter = opened.items.at(-1)?.message;
  letter?.to.push({ name: "", address: "SUPPORT@atlas.example" }, { name: "", address: "boss@thorneworks.example" });
  const draft = emptyDraft(opened, "reply_all", bootstrap().channel_accounts);
  expect(draft.cc.map(({ address }) => address)).toEqual(["accounts@thorneworks.example", "boss@thorneworks.example"]);
});

test("COLLAB-05: what others wrote since is noticed, what I wrote is not", () => {
  const { items: all } = page();
  expect(newerMessage(all, 3, "1")?.seq).toBe(6);
  expect(newerMessage(all, 6, "1")).toBeNull();
  expect(newerMessage(all.slice(0, 3), 1, "1")).toBeNull();
});

test("long threads fold the letters that were read, but the newest", () => {
  const letters = Array.from({ length: 6 }, (_, index) => ({ ...(page().items[0] as OpenThread["items"][number]), id: String(index), seq: index }));
  expect([...collapsedItems(letters, 2, "1")]).toEqual(["0", "2"]);
  expect(collapsedItems(letters.slice(0, 4), 9, undefined).size).toBe(0);
});

test("THR-19: tokens are filled, unknown ones become their default or nothing", () => {
  const values = { contact: { name: "Jonas Thorne", email: "jonas@thorneworks.example" }, user: user("1", "Léa Moreau") };
  expect(fillTokens("Hi {{contact.firstname}}, {{ contact.nickname | friend }}{{contact.nothing}} — {{user.first_name}}", values)).toBe("Hi Jonas, friend — Léa");
});

test("ATK-29: a value is data and never read for tokens, what is no token stays, and no text takes long", () => {
  const values = { contact: { name: "{{user.email}}", email: "$1$&" }, user: user("1", "Léa Moreau") };
  expect(fillTokens("{{contact.firstname}} {{contact.email}} {{constructor}} {{ }} {{a b}}", values)).toBe("{{user.email}} $1$&  {{ }} {{a b}}");
  const began = performance.now();
  fillTokens(`${"{{a|".repeat(50_000)}${"{{ ".repeat(50_000)}{{a|${" ".repeat(200_000)}`, values);
  expect(performance.now() - began).toBeLessThan(2000);
});

test("EMAIL-09: addresses are read as people paste them", () => {
  const read = parseAddresses('Ann <ann@a.example>; "Onym, Ben" <ben@b.example>,\ncid@c.example');
  expect(read).toEqual([
    { name: "Ann", address: "ann@a.example" },
    { name: "Onym, Ben", address: "ben@b.example" },
    { name: "", address: "cid@c.example" },
  ]);
  expect(addAddresses(read, [{ name: "", address: "ANN@a.example" }])).toHaveLength(3);
  expect(isAddress("ann@a.example")).toBe(true);
  expect(isAddress("ann@")).toBe(false);
});

test("THR-17: an event says who, what and why", () => {
  const system = { kind: "system" as const, id: "", name: "", avatar_url: null, initials: "", color: "" };
  const lea = { ...system, kind: "user" as const, name: "Léa" };
  expect(eventText({ kind: "thread.assigned", data: { from: null, to: { kind: "user", id: "1", name: "Léa" }, rule: "Billing", how: "least_busy", considered: 3 } }, system, NOW)).toBe("Routed to Léa · rule “Billing”, least busy of 3 available");
  const routed = (data: object) => eventText({ kind: "thread.routed", data: { rule: "Billing", ...data } }, system, NOW);
  const marc = { user_id: 2, name: "Marc", why: "full", have: 5, limit: 5 };
  expect(routed({ to: { kind: "user", id: "1", name: "Léa" }, how: "least_busy", considered: 3, skipped: [marc] })).toBe("Routed to Léa · rule “Billing”, least busy of 3 available; Marc skipped: 5 of 5");
  expect(routed({ to: null, how: "nobody", queue: true, skipped: [{ name: "Ann", why: "away" }] })).toBe("Nobody was available; waits in the queue · rule “Billing”; Ann skipped: away");
  expect(routed({ to: { kind: "team", id: "7", name: "Night" }, how: "nobody", skipped: [marc, marc, marc, marc, marc] })).toContain("left to Night · rule “Billing”; Marc skipped: 5 of 5; Marc skipped: 5 of 5; Marc skipped: 5 of 5; 2 more skipped");
  expect(routedDetails({ kind: "thread.routed", data: { among: ["Léa", "Inès"], skipped: [{ name: "Ann", why: "away" }] } })).toEqual(["Considered: Léa, Inès", "Ann skipped: away"]);
  expect(routedDetails({ kind: "thread.routed", data: { among: ["Léa"], skipped: [marc] } })).toEqual([]);
  expect(eventText({ kind: "thread.closed", data: {} }, lea, NOW)).toBe("Léa closed this conversation");
  expect(eventText({ kind: "thread.reopened", data: { reason: "new_message" } }, system, NOW)).toBe("Conversation reopened · a new message arrived");
});

test("CRM-03: what is typed becomes a contact", () => {
  expect(fromTyped("jo@atlas.example", "Jonas van Berg")).toEqual({ email: "jo@atlas.example", first_name: "Jonas", last_name: "van Berg" });
  expect(fromTyped("jo@atlas.example", "jo@atlas.example")).toEqual({ email: "jo@atlas.example" });
  expect(fromTyped(" Sofia Kask ", "somebody")).toEqual({ first_name: "Sofia", last_name: "Kask" });
});
