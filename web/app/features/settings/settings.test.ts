import { describe, expect, test } from "vitest";
import type { Snippet, User } from "../../api/types.ts";
import * as data from "../../testing/data.ts";
import { deviceName } from "./agents.ts";
import { auditQuery, dataText } from "./audit.ts";
import { here } from "./here.ts";
import { nextSpan, type Span, spansOf, withDay, wrongHours } from "./hours.ts";
import { allowedGroups, settingsGroups } from "./pages.ts";
import { found, inOrder } from "./people.ts";
import { presetFor, serversFor, usualPort } from "./presets.ts";
import { works } from "./probing.tsx";
import { moveRule, newRule, type Rule, toSend, unreached } from "./rules.ts";
import { asRule, wrongRule } from "./senders.ts";
import { inFolders } from "./texts.ts";

const span = (day: number, start: string, end: string): Span => ({ day, start, end });

describe("SET-08: the list of pages", () => {
  const paths = (may: (permission: string) => boolean) => allowedGroups(may).flatMap(({ pages }) => pages.map(({ path }) => path));

  test("offers what the person may open, and no more", () => {
    expect(paths(() => false)).toEqual(["profile", "security", "notifications", "interface", "keys", "tags", "snippets", "templates", "lists", "availability", "about"]);
    expect(paths((permission) => permission === "users")).toContain("teams");
    expect(paths((permission) => permission === "account_access")).not.toContain("sign-in");
    expect(paths(() => true)).toHaveLength(settingsGroups.flatMap(({ pages }) => pages).length);
  });
});

describe("ROUTE-16: working hours", () => {
  const week = [span(1, "13:00", "17:00"), span(1, "09:00", "12:00"), span(7, "09:00", "12:00")];

  test("are kept by day and in order", () => {
    expect(spansOf(week, 1).map(({ start }) => start)).toEqual(["09:00", "13:00"]);
    expect(withDay(week, 1, [])).toEqual([span(7, "09:00", "12:00")]);
    expect(nextSpan(spansOf(week, 7))).toEqual({ start: "13:00", end: "17:00" });
  });

  test.each([
    ["fit", week, null],
    ["end before they start", [span(2, "17:00", "09:00")], "order"],
    ["overlap", [span(3, "09:00", "13:00"), span(3, "12:00", "17:00")], "overlap"],
    ["end at midnight", [span(4, "18:00", "00:00")], null],
  ])("that %s", (_, hours, wrong) => expect(wrongHours(hours)).toBe(wrong));
});

describe("EMAIL-01: connecting an address", () => {
  test("the provider is known by the address", () => {
    expect(presetFor("Lea@Gmail.com")?.id).toBe("gmail");
    expect(presetFor("lea@atlas.example")).toBeUndefined();
    expect(presetFor("lea")).toBeUndefined();
  });

  test("another gets the usual names and ports", () => {
    const { imap, smtp } = serversFor("lea@atlas.example", undefined);
    expect([imap.host, imap.port, smtp.host, smtp.port]).toEqual(["imap.atlas.example", 993, "smtp.atlas.example", 465]);
    expect([usualPort("imap", "starttls"), usualPort("smtp", "starttls"), usualPort("smtp", "none")]).toEqual([143, 587, 25]);
  });

  test("EMAIL-08: a connection works when no server refuses", () => {
    const side = (ok: boolean) => ({ ok, message: "", folders: [] });
    expect(works({ imap: side(true), smtp: side(true) })).toBe(true);
    expect(works({ imap: side(true), smtp: side(false) })).toBe(false);
    expect(works({ imap: null, smtp: side(true) })).toBe(true);
  });
});

describe("ROUTE-23: rules of a channel", () => {
  const rules = ["a", "b", "c"].map(newRule);
  const names = (list: { name: string }[]) => list.map(({ name }) => name).join("");

  test("move up and down, and stay at the ends", () => {
    expect(names(moveRule(rules, 1, -1))).toBe("bac");
    expect(names(moveRule(rules, 1, 1))).toBe("acb");
    expect(names(moveRule(rules, 2, 1))).toBe("abc");
  });

  const asks = { op: "or" as const, children: [{ op: "and" as const, children: [{ field: "subject", operator: "contains" as const, value: "x" }] }] };
  test("the last takes what is left: its conditions are not sent, nor are empty ones", () => {
    const [a, b, c] = rules as [Rule, Rule, Rule];
    expect(toSend([{ ...a, filter: asks }, { ...b, filter: { op: "or", children: [] } }, { ...c, filter: asks }]).map((rule) => rule.filter)).toEqual([asks, undefined, undefined]);
  });
  test("below one without conditions none gets a turn", () => {
    const [a, b, c] = rules as [Rule, Rule, Rule];
    const list = [{ ...a, filter: asks }, b, c];
    expect(list.map((_, index) => unreached(list, index))).toEqual([false, false, true]);
  });
  test("ROUTE-09: begin with those who are available", () => expect(newRule("x").available_only).toBe(true));
});

describe("SPAM-06: entries of the lists", () => {
  test.each(["lea@atlas.example", "atlas.example", "@atlas.example", "Atlas.Example ", "postfach@bücher.example"])("%s is one", (typed) => expect(wrongRule(typed)).toBe(false));
  test.each(["lea@", "atlas", "lea @atlas.example", "a..example", "@", "https://atlas.example"])("%s is none", (typed) => expect(wrongRule(typed)).toBe(true));
  test("are kept in small letters, domains without @", () => expect(asRule(" @Atlas.Example")).toBe("atlas.example"));
});

test("SET-17: snippets are searched and stand in their folders", () => {
  const text = (name: string, folder: string, body = ""): Snippet => ({ id: name, name, folder, text: body, html: "", subject: "", shortcut: "", scope: "everyone", team_ids: [], owner_id: "1", use_count: 0, editable: true, updated_at: null });
  const all = [text("Refund", "Billing", "We send it back"), text("Hello", ""), text("Address", "Billing")];
  expect(inFolders(all, "").map(({ folder, texts }) => [folder, texts.map(({ name }) => name)])).toEqual([["", ["Hello"]], ["Billing", ["Address", "Refund"]]]);
  expect(inFolders(all, "SEND back").map(({ texts }) => texts[0]?.name)).toEqual(["Refund"]);
});

test("SET-09: people are found without accents; those who left are not", () => {
  const people: User[] = [data.user("1", "Léa Moreau"), data.user("2", "Marc Vidal", { removed: true }), data.user("3", "Olaf Brandt", { deactivated: true }), data.user("4", "Nora Lind")];
  expect(found(people, "lea").map(({ id }) => id)).toEqual(["1"]);
  expect(inOrder(found(people, "")).map(({ id }) => id)).toEqual(["1", "4", "3"]);
});

test("ROUTE-18: the availability table filters by name, status and inbox", () => {
  const row = (name: string, availability: "available" | "away", inbox_ids: string[]) => ({ user_id: name, name, availability, inbox_ids });
  const rows = [row("Nora", "away", ["1"]), row("Léa", "available", ["1", "2"]), row("Marc", "available", ["1"])];
  const names = (filter: Partial<Parameters<typeof here>[1]>) => here(rows, { typed: "", status: "", inbox: "", ...filter }).map(({ name }) => name);
  expect(names({})).toEqual(["Léa", "Marc", "Nora"]);
  expect(names({ status: "available", inbox: "2" })).toEqual(["Léa"]);
  expect(names({ typed: "or" })).toEqual(["Nora"]);
});

test("SET-14: the log's filter asks only for what is set, and its details fit a line", () => {
  expect(auditQuery({ actor: "", object: "user", cursor: "" })).toEqual({ object: "user" });
  expect(dataText({ fields: ["email", "teams"], from: "a@b.example" }, "user", "7")).toBe("fields: email, teams · from: a@b.example");
  expect(dataText({}, "inbox", "2")).toBe("inbox 2");
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"],
  ["curl/8.5.0", "curl/8.5.0"],
])("a device is called by its browser and system: %s", (agent, name) => expect(deviceName(agent)).toBe(name));
