import type { User } from "../../api/types.ts";

export type Span = User["working_hours"][number];

/** The days of a week, Monday first: 7 is Sunday. */
export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

export const USUAL = { start: "09:00", end: "17:00" };

/** The hours of one day, in order. */
export const spansOf = (hours: readonly Span[], day: number): Span[] => hours.filter((span) => span.day === day).sort((a, b) => a.start.localeCompare(b.start));

/** All hours with those of one day replaced. */
export const withDay = (hours: readonly Span[], day: number, spans: readonly Omit<Span, "day">[]): Span[] => [...hours.filter((span) => span.day !== day), ...spans.map(({ start, end }) => ({ day, start, end }))];

/** One more span on a day: the afternoon after a morning, else the usual day. */
export function nextSpan(spans: readonly Span[]): Omit<Span, "day"> {
  const last = spans.at(-1);
  if (!last) return USUAL;
  const from = Math.min(hourOf(last.end) + 1, 22);
  return { start: clock(from), end: clock(Math.min(from + 4, 23)) };
}

const hourOf = (time: string): number => Number.parseInt(time.slice(0, 2), 10);
const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** What is wrong with the hours, or null: an end before its start, or spans that overlap. Midnight as an end is 00:00. */
export function wrongHours(hours: readonly Span[]): "order" | "overlap" | null {
  for (const day of WEEK) {
    const spans = spansOf(hours, day);
    if (spans.some(({ start, end }) => end !== "00:00" && end <= start)) return "order";
    if (spans.some(({ start }, index) => index > 0 && (spans[index - 1]?.end ?? "") > start)) return "overlap";
  }
  return null;
}
