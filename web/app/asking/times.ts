/** The moments a person can put a conversation or a letter off to, in the local time of the browser. */
export function snoozeTimes(now: number): { id: "snooze.later" | "snooze.tomorrow" | "snooze.monday"; at: string }[] {
  const at = (days: number, hour: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date.toISOString();
  };
  const hour = new Date(now).getHours();
  const weekday = new Date(now).getDay();
  const daysToMonday = (8 - weekday) % 7 || 7;
  return [
    // "Later today" is three hours on, as long as that is still today.
    ...(hour < 20 ? [{ id: "snooze.later" as const, at: at(0, hour + 3) }] : []),
    { id: "snooze.tomorrow", at: at(1, 9) },
    { id: "snooze.monday", at: at(daysToMonday, 9) },
  ];
}

/** The value of a datetime-local field for a moment, and back. */
export function toLocalField(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const fromLocalField = (value: string): string => new Date(value).toISOString();
