/** What clocks show in a zone at a moment, as a field for date and time takes it. */
export function wallTime(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The moment at which clocks in a zone show a time; where they show it never, as on a spring night, one nearby. */
export function instantOf(wall: string, zone: string): string | null {
  const wanted = Date.parse(`${wall}:00Z`);
  if (!wall || Number.isNaN(wanted)) return null;
  const offset = (at: number) => Date.parse(`${wallTime(at, zone)}:00Z`) - Math.floor(at / 60_000) * 60_000;
  const near = wanted - offset(wanted);
  return new Date(wanted - offset(near)).toISOString();
}
