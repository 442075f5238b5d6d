import { expect, test } from "vitest";
import { instantOf, wallTime } from "./wallTime.ts";

test.each([
  ["2026-12-01T10:00", "Europe/Paris", "2026-12-01T09:00:00.000Z"],
  ["2026-07-01T10:00", "America/New_York", "2026-07-01T14:00:00.000Z"],
  ["2026-11-22T10:15", "Asia/Kathmandu", "2026-11-22T04:30:00.000Z"],
  ["2026-10-25T12:00", "Europe/Paris", "2026-10-25T11:00:00.000Z"],
])("CRM-04: %s in %s is %s, and back", (wall, zone, instant) => {
  expect(instantOf(wall, zone)).toBe(instant);
  expect(wallTime(Date.parse(instant), zone)).toBe(wall);
});

test("CRM-04: what is no time is none", () => expect(instantOf("", "UTC")).toBeNull());
