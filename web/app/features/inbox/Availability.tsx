import { Switch } from "@kit/Switch.tsx";
import { setAvailability } from "../../data/availability.ts";
import { useMe } from "../../data/session.ts";
import { useNow } from "../../data/clock.ts";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";

/** Whether conversations may be routed to me, and until when that holds. */
export function Availability() {
  const me = useMe();
  const now = useNow();
  const available = me.availability === "available";
  return (
    <div className="availability">
      <i className={`availability-dot ${me.availability}`} />
      <span className="clip grow">
        {t(available ? "availability.available" : "availability.away")}{" "}
        {me.availability_until && <span className="faint xs">{t("availability.until", { at: futureTime(me.availability_until, now) })}</span>}
      </span>
      <Switch label={t("availability.label")} checked={available} onChange={(on) => setAvailability(on ? "available" : "away")} />
    </div>
  );
}
