import type { Item } from "../../api/types.ts";
import { useNow } from "../../data/clock.ts";
import { fullTime } from "../../i18n/time.ts";
import { eventText } from "./eventText.ts";

/** Something that happened to the conversation: a thin line that says who, what and why (THR-17). */
export function EventLine({ item }: { item: Item }) {
  const now = useNow();
  if (!item.event) return null;
  return (
    <p className="ev">
      <span title={fullTime(item.created_at)}>{eventText(item.event, item.actor, now)}</span>
    </p>
  );
}
