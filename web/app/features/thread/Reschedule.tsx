import { Popover } from "@kit/Popover.tsx";
import { useState } from "react";
import type { Item } from "../../api/types.ts";
import { WhenField } from "../../asking/WhenField.tsx";
import { t } from "../../i18n/i18n.ts";
import { reschedule } from "./sending.ts";

/** Another time for a message that waits to leave, or none: now (EMAIL-13). */
export function Reschedule({ item, at }: { item: Item; at: string }) {
  const [open, setOpen] = useState(false);
  const choose = (next: string | null) => {
    setOpen(false);
    void reschedule(item, next);
  };
  return (
    <Popover
      label={t("send.reschedule")}
      open={open}
      onOpenChange={setOpen}
      flush
      trigger={
        <button type="button" className="send-act">
          {t("send.reschedule")}
        </button>
      }
    >
      <WhenField label={t("send.reschedule")} button={t("action.save")} start={at} onChosen={choose} />
      <button type="button" className="menu-item" onClick={() => choose(null)}>
        {t("send.now")}
      </button>
    </Popover>
  );
}
