import { Switch } from "@kit/Switch.tsx";
import type { User } from "../../api/types.ts";
import { setAvailability } from "../../data/availability.ts";
import { useMe } from "../../data/session.ts";
import { useNow } from "../../data/clock.ts";
import { t } from "../../i18n/i18n.ts";

/** When the working hours of this moment end, in the person's own time zone. */
export function endOfWork({ working_hours, timezone }: Pick<User, "working_hours" | "timezone">, now: number): string | null {
  if (working_hours.length === 0) return null;
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: timezone || undefined, weekday: "short", hour: "2-digit", minute: "2-digit" }).formatToParts(now);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const day = DAYS.indexOf(part("weekday")) + 1;
  const time = `${part("hour")}:${part("minute")}`;
  return working_hours.find((hours) => hours.day === day && hours.start <= time && time < hours.end)?.end ?? null;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Whether conversations may be routed to me, and until when that holds. */
export function Availability() {
  const me = useMe();
  const now = useNow();
  const available = me.availability === "available";
  const until = available ? endOfWork(me, now) : null;
  return (
    <div className="availability">
      <i className={`availability-dot ${me.availability}`} />
      <span className="clip grow">
        {t(available ? "availability.available" : "availability.away")} {until && <span className="faint xs">{t("availability.until", { at: until })}</span>}
      </span>
      <Switch label={t("availability.label")} checked={available} onChange={(on) => setAvailability(on ? "available" : "away")} />
    </div>
  );
}
