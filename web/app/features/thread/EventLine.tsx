import { Icon } from "@kit/Icon.tsx";
import type { Item } from "../../api/types.ts";
import { useNow } from "../../data/clock.ts";
import { fullTime } from "../../i18n/time.ts";
import { eventText, routedDetails } from "./eventText.ts";

/** Something that happened to the conversation: a thin line that says who, what and why (THR-17); of a decision, on demand, among whom (ROUTE-24). */
export function EventLine({ item }: { item: Item }) {
  const now = useNow();
  if (!item.event) return null;
  const details = routedDetails(item.event);
  const text = <span title={fullTime(item.created_at)}>{eventText(item.event, item.actor, now)}</span>;
  if (details.length === 0) return <p className="ev">{text}</p>;
  return (
    <details className="ev-more">
      <summary className="ev">
        {text}
        <Icon name="down" size="small" />
      </summary>
      <ul>
        {details.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
