import { describe, expect, test } from "vitest";
import { inOrder, moved } from "./order.ts";

describe("CRM-01: the order of the cards", () => {
  const usual = ["contact", "about", "company", "deals"];
  test("is the usual one until somebody moves a card", () => expect(inOrder(usual, [])).toEqual(usual));
  test("is what was wished; a card that is new stays behind the one it stood behind", () => {
    expect(inOrder(usual, ["deals", "contact", "about"])).toEqual(["deals", "contact", "about", "company"]);
    expect(inOrder(["visitor", ...usual], ["about", "contact"])).toEqual(["visitor", "about", "company", "deals", "contact"]);
  });
  test("takes a card up and down", () => {
    expect(moved(usual, "deals", "about")).toEqual(["contact", "deals", "about", "company"]);
    expect(moved(usual, "contact", "company")).toEqual(["about", "company", "contact", "deals"]);
    expect(moved(usual, "gone", "about")).toEqual(usual);
  });
});
