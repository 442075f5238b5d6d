import type { Texts } from "./en.ts";

/** Times and sizes as a language writes them; `now` is the server's clock, whatever this machine's says. */
export const clock = (code: string, at: string) => new Intl.DateTimeFormat(code, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));

export function day(code: string, texts: Texts, at: string, now: number): string {
  const days = midnight(now) - midnight(Date.parse(at));
  if (days === 0) return texts.today;
  if (days === 1) return texts.yesterday;
  return new Intl.DateTimeFormat(code, { day: "numeric", month: "long", ...(days > 300 && { year: "numeric" }) }).format(new Date(at));
}

/** "today at 14:00" has no form in Intl; the weekday and the hour have. */
export const comesBack = (code: string, at: string) => new Intl.DateTimeFormat(code, { weekday: "long", hour: "2-digit", minute: "2-digit" }).format(new Date(at));

export function ago(code: string, at: string | null, now: number): string {
  if (!at) return "";
  const minutes = Math.max(0, Math.round((now - Date.parse(at)) / 60_000));
  const relative = new Intl.RelativeTimeFormat(code, { style: "narrow", numeric: "auto" });
  if (minutes === 0) return relative.format(0, "second");
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 24 * 60) return relative.format(-Math.round(minutes / 60), "hour");
  return relative.format(-Math.round(minutes / (24 * 60)), "day");
}

export function size(code: string, bytes: number): string {
  const [unit, value] = bytes < 1e6 ? (["kilobyte", Math.max(1, bytes / 1e3)] as const) : (["megabyte", bytes / 1e6] as const);
  return new Intl.NumberFormat(code, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: unit === "megabyte" ? 1 : 0 }).format(value);
}

// The number of a local day.
function midnight(time: number): number {
  const date = new Date(time);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}
