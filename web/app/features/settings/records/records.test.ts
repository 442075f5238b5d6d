import { describe, expect, test } from "vitest";
import { nameOf } from "./definitions.ts";
import { fromSpans, inMinutes, inUnit, toSpans } from "./sla.ts";

describe("TIX-15: the hours and times of a service level", () => {
  test("Sunday and midnight are said in two ways", () => {
    const hours = [{ day: 0, start: 540, end: 1440 }, { day: 1, start: 0, end: 750 }];
    expect(toSpans(hours)).toEqual([{ day: 7, start: "09:00", end: "00:00" }, { day: 1, start: "00:00", end: "12:30" }]);
    expect(fromSpans(toSpans(hours))).toEqual(hours);
  });
  test.each([
    [30, { amount: 30, unit: "minutes" }],
    [240, { amount: 4, unit: "hours" }],
    [2880, { amount: 2, unit: "days" }],
    [1500, { amount: 25, unit: "hours" }],
  ])("%i minutes are asked for as %o", (total, asked) => {
    expect(inUnit(total)).toEqual(asked);
    expect(inMinutes(inUnit(total).amount, inUnit(total).unit)).toBe(total);
  });
});

describe("CRM-20: names for programs", () => {
  test.each([
    ["Shoe size", "shoe_size"],
    ["Étape n° 2", "etape_n_2"],
    ["2nd address", "nd_address"],
    ["!", ""],
  ])("%s becomes %s", (label, name) => expect(nameOf(label)).toBe(name));
});
