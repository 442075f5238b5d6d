import type { components } from "../../../api/schema.d.ts";
import type { Span } from "../hours.ts";

export type Policy = components["schemas"]["SLAPolicy"];
export type Target = components["schemas"]["SLATarget"];

export const GOALS = ["first_reply", "next_reply", "close"] as const;
export const PRIORITIES = ["", "LOW", "MEDIUM", "HIGH", "URGENT"] as const;

const DAY = 24 * 60;
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clock = (at: number): string => `${String(Math.floor((at % DAY) / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;

/** The hours of a service level as the form has them: Sunday is 7 there and 0 on the server, midnight as an end 00:00. */
export const toSpans = (hours: Policy["hours"]): Span[] => hours.map(({ day, start, end }) => ({ day: day || 7, start: clock(start), end: clock(end) }));

export const fromSpans = (spans: readonly Span[]): Policy["hours"] => spans.map(({ day, start, end }) => ({ day: day % 7, start: minutes(start), end: minutes(end) || DAY }));

export const UNITS = ["minutes", "hours", "days"] as const;
export type Unit = (typeof UNITS)[number];
const LENGTH: Record<Unit, number> = { minutes: 1, hours: 60, days: DAY };

/** A time in the greatest unit that holds it whole. */
export function inUnit(total: number): { amount: number; unit: Unit } {
  const unit = ([...UNITS].reverse() as Unit[]).find((one) => total >= LENGTH[one] && total % LENGTH[one] === 0) ?? "minutes";
  return { amount: total / LENGTH[unit], unit };
}

export const inMinutes = (amount: number, unit: Unit): number => Math.round(amount * LENGTH[unit]);
