import { language, t } from "./i18n.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Building a formatter costs more than using it: each is kept.
const formatters = new Map<string, Intl.DateTimeFormat>();
function format(at: number, options: Intl.DateTimeFormatOptions): string {
  const key = `${language()} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(region(), options);
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}

// The region decides between 24 and 12 hours: the browser knows it, if it speaks the same language.
const region = () => navigator.languages.find((tag) => tag.startsWith(`${language()}-`)) ?? { en: "en-GB", fr: "fr-FR" }[language()];

const startOfDay = (at: number) => new Date(at).setHours(0, 0, 0, 0);

/** The short time of a list row: relative below 24 hours, a date after (LIST-05). */
export function shortTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  const age = now - at;
  if (age < MINUTE) return t("time.now");
  if (age < HOUR) return t("time.minutes", { n: Math.floor(age / MINUTE) });
  if (age < DAY) return t("time.hours", { n: Math.floor(age / HOUR) });
  if (startOfDay(now) - startOfDay(at) <= DAY) return t("time.yesterday");
  if (age < 6 * DAY) return format(at, { weekday: "short" });
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(at, sameYear ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "2-digit" });
}

/** The time of an item in a thread: the hour, with the day when it is not today. */
export function itemTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  const hour = format(at, { hour: "2-digit", minute: "2-digit" });
  if (startOfDay(at) === startOfDay(now)) return hour;
  const day = now - at < 6 * DAY && at < now ? format(at, { weekday: "short" }) : format(at, { day: "numeric", month: "short" });
  return `${day} ${hour}`;
}

/** The whole truth, for tooltips. */
export function fullTime(iso: string): string {
  return format(Date.parse(iso), { dateStyle: "full", timeStyle: "short" });
}

/** A date without its hour, such as in a card. */
export function shortDate(iso: string): string {
  return format(Date.parse(iso), { day: "numeric", month: "short" });
}

/** A day and an hour, always both: for logs and lists of settings. */
export function dayAndTime(iso: string): string {
  return format(Date.parse(iso), { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** The name of a day of the week; 1 is Monday. */
export function weekdayName(day: number): string {
  return format(new Date(2023, 0, 1 + day).getTime(), { weekday: "long" });
}

/** A day without time zone, such as a holiday: YYYY-MM-DD. */
export function calendarDay(day: string): string {
  return format(new Date(`${day}T12:00:00`).getTime(), { weekday: "short", day: "numeric", month: "long", year: "numeric" });
}

/** A moment to come, such as the end of a snooze. */
export function futureTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (startOfDay(at) === startOfDay(now)) return format(at, { hour: "2-digit", minute: "2-digit" });
  return format(at, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** A length of time in its two greatest units at most. */
export function duration(ms: number): string {
  if (ms < HOUR) return t("time.minutes", { n: Math.max(1, Math.round(ms / MINUTE)) });
  if (ms < DAY) return t("time.hours", { n: Math.round(ms / HOUR) });
  return t("time.days", { n: Math.round(ms / DAY) });
}

export function fileSize(bytes: number): string {
  const units = ["kilobyte", "megabyte", "gigabyte"] as const;
  let step = 0;
  let size = Math.max(bytes, 100) / 1000;
  while (size >= 1000 && step < units.length - 1) {
    size /= 1000;
    step++;
  }
  return new Intl.NumberFormat(language(), { style: "unit", unit: units[step] ?? "kilobyte", unitDisplay: "short", maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}

export function count(n: number): string {
  if (counting?.language !== language()) counting = { language: language(), format: new Intl.NumberFormat(language()).format };
  return counting.format(n);
}
let counting: { language: string; format: (n: number) => string } | undefined;
