import { describe, expect, test } from "vitest";
import { row } from "../../testing/data.ts";
import { asGroups, toFilter } from "../../filtering/filters.ts";
import { hold } from "./hold.ts";
import { rowHeight } from "./rowHeight.ts";
import { fieldValue, tokensOf, withField, withoutToken } from "./searchTerms.ts";
import { range } from "../../data/selection.ts";
import { neighbour } from "./useListHandle.ts";

const rows = (...ids: string[]) => ids.map((id) => row(id, "Ann Onym"));

describe("LIST-10: nothing moves under the pointer", () => {
  test.each([
    ["nothing is held while nobody points", null, ["9", "1", "2"], ["9", "1", "2"], 0],
    ["a new row waits above", ["1", "2", "3"], ["9", "1", "2", "3"], ["1", "2", "3"], 1],
    ["a row that rose waits where it stands", ["1", "2", "3"], ["3", "1", "2"], ["1", "2", "3"], 1],
    ["a row that left is gone", ["1", "2", "3"], ["1", "3"], ["1", "3"], 0],
    ["the next page comes in below", ["1", "2"], ["1", "2", "7", "8"], ["1", "2", "7", "8"], 0],
  ])("%s", (_, shown, next, want, waiting) => {
    const held = hold(shown && rows(...shown), rows(...next));
    expect(held.rows.map(({ id }) => id)).toEqual(want);
    expect(held.waiting).toBe(waiting);
  });
});

test("LIST-08: a range is ticked whichever end comes first", () => {
  expect(range("4", "2", ["1", "2", "3", "4", "5"])).toEqual(["2", "3", "4"]);
  expect(range("gone", "2", ["1", "2"])).toEqual(["2"]);
});

test("after closing, the next one that was not closed too; at the end, the one before", () => {
  const list = rows("1", "2", "3");
  expect(neighbour(list, "1", ["1", "2"], "next")?.id).toBe("3");
  expect(neighbour(list, "3", ["3"], "next")?.id).toBe("2");
  expect(neighbour(list, "2", ["2"], "previous")?.id).toBe("1");
  expect(neighbour(list, "2", ["2"], "list")).toBeNull();
});

test("LIST-06: a row is as high as its lines", () => {
  const plain = rowHeight(row("1", "Ann Onym"), "comfortable");
  const [subject, comment] = [{ subject: "Hello" }, { comment: { author_name: "Marc", text: "…" } }].map((part) => rowHeight(row("1", "Ann Onym", part), "comfortable"));
  expect(subject).toBeGreaterThan(plain);
  expect(comment).toBeGreaterThan(plain);
  expect(rowHeight(row("1", "Ann Onym", { subject: "Hello" }), "compact")).toBe(rowHeight(row("1", "Ann Onym"), "compact") + 1);
});

describe("FILT-14: the search text and its chips", () => {
  const q = 'invoice "exact phrase" from:jonas -tag:"very important" has:attachment';

  test("is cut into words, phrases and operators", () => {
    expect(tokensOf(q).map(({ field, value, negated }) => [field, value, negated])).toEqual([
      [null, "invoice", false],
      [null, "exact phrase", false],
      ["from", "jonas", false],
      ["tag", "very important", true],
      ["has", "attachment", false],
    ]);
  });

  test("is edited by filters and by removing a chip", () => {
    expect(withField(q, "from", "anna maria")).toBe('invoice "exact phrase" -tag:"very important" has:attachment from:"anna maria"');
    expect(withField(q, "from", null)).not.toContain("from:");
    expect(withoutToken(q, 3)).toBe('invoice "exact phrase" from:jonas has:attachment');
    expect(fieldValue(q, "has")).toBe("attachment");
    expect(fieldValue(q, "tag")).toBe("");
  });
});

describe("VIEW-16: groups of conditions", () => {
  const open = { field: "status", operator: "is" as const, value: "open" };
  const vip = { field: "tag", operator: "is" as const, value: "1" };

  test("become a tree and come back the same", () => {
    const groups = { op: "or" as const, groups: [[open, vip], [vip]] };
    expect(asGroups(toFilter(groups))).toEqual(groups);
    expect(asGroups({ op: "and", children: [open, vip] })).toEqual({ op: "or", groups: [[open, vip]] });
    expect(asGroups(open)).toEqual({ op: "or", groups: [[open]] });
  });
});
