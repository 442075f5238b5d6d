import { Button } from "@kit/Button.tsx";
import { setAvailability } from "../data/availability.ts";
import { useMe, useUser } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";

/** Says that a colleague set me to away, with the way back (ROUTE-18). */
export default function AwayNotice() {
  const by = useUser(useMe().availability_by);
  return (
    <div role="status" className="away-notice">
      <span className="grow">{t("availability.set_by", { name: by?.name ?? "" })}</span>
      <Button compact onClick={() => setAvailability("available")}>
        {t("availability.set_back")}
      </Button>
    </div>
  );
}
