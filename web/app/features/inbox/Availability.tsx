import { Switch } from "@kit/Switch.tsx";
import { useNow } from "../../data/clock.ts";
import { setAvailability } from "../../data/availability.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";

/** Whether conversations may be routed to me, and until when that holds by itself (ROUTE-14, ROUTE-16). */
export function Availability() {
  const { availability, availability_until: until } = useMe();
  const now = useNow();
  return (
    <div className="availability">
      <i className={`availability-dot ${availability}`} />
      <span className="clip grow">
        {t(`availability.${availability}`)} {until && <span className="faint xs">{t("availability.until", { at: futureTime(until, now) })}</span>}
      </span>
      <Switch label={t("availability.label")} checked={availability === "available"} onChange={(on) => setAvailability(on ? "available" : "away")} />
    </div>
  );
}
