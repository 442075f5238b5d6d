import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import type { Item } from "../../api/types.ts";
import { useNow } from "../../data/clock.ts";
import { t } from "../../i18n/i18n.ts";
import { shortTime } from "../../i18n/time.ts";

/** Someone wrote while this answer was being written: sending stops once (COLLAB-05). */
export function NewerNotice({ item, onSend }: { item: Item; onSend: () => void }) {
  const now = useNow();
  return (
    <div className="notice" role="alert">
      <Icon name="warn" size="small" />
      <span className="grow">{t("send.newer_by", { name: item.actor.name, time: shortTime(item.created_at, now) })}</span>
      <Button compact onClick={onSend}>
        {t("send.have_seen")}
      </Button>
    </div>
  );
}
