import { describe, expect, test } from "vitest";
import { waysOf } from "./ways.ts";

describe("COLLAB-08, COLLAB-12: the ways of a notification", () => {
  const away = { focused: false, permitted: true, sounds: true };
  const all = { bell: true, browser: true, popup: true };

  test("are those that were chosen", () => {
    expect(waysOf({ topic: "message", data: { bell: true, browser: false, popup: false } }, away)).toEqual({ bell: true, popup: false, browser: false, sound: true });
    expect(waysOf({ topic: "unassigned_new", data: { bell: false, browser: true, popup: false } }, away)).toEqual({ bell: false, popup: false, browser: true, sound: true });
  });

  test("the browser shows and sounds only what nobody is looking at", () => {
    const { browser, sound } = waysOf({ topic: "message", data: all }, { ...away, focused: true });
    expect([browser, sound]).toEqual([false, false]);
  });

  test("the browser shows nothing it was not allowed to, and sounds nothing that is switched off", () => {
    const { browser, sound } = waysOf({ topic: "message", data: all }, { focused: false, permitted: false, sounds: false });
    expect([browser, sound]).toEqual([false, false]);
  });

  test("news about the system makes no sound", () => expect(waysOf({ topic: "quarantine", data: all }, away).sound).toBe(false));
});
