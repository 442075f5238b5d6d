import { Icon } from "@kit/Icon.tsx";
import type { Enclosure, Item } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { InvitationCard } from "./InvitationCard.tsx";
import "./enclosures.css";

/** What hangs on a message besides files: what was offered and chosen, places, cards of people. */
export default function Enclosures({ item, enclosures }: { item: Item; enclosures: readonly Enclosure[] }) {
  return (
    <div className="enclosures">
      {enclosures.map((enclosure, i) => (
        <One key={i} item={item} enclosure={enclosure} />
      ))}
    </div>
  );
}

function One({ item, enclosure }: { item: Item; enclosure: Enclosure }) {
  switch (enclosure.type) {
    case "QUICK_REPLIES":
      return <Offered enclosure={enclosure} />;
    case "CHOICE":
      return <small className="xs faint">{t("enclosure.chosen")}</small>;
    case "INVITATION":
      return enclosure.meeting && <InvitationCard item={item} card={enclosure.meeting} />;
    case "UNSUPPORTED_CONTENT":
      return <em className="faint">{t("enclosure.unsupported")}</em>;
    default:
      return <Card enclosure={enclosure} />;
  }
}

// The buttons as the visitor gets them; here they do nothing.
function Offered({ enclosure }: { enclosure: Enclosure }) {
  return (
    <figure className="enclosure-offer">
      <figcaption className="xs faint">{t(enclosure.several ? "enclosure.offered_several" : "enclosure.offered")}</figcaption>
      <ul role="list">
        {enclosure.replies.map((reply) => (
          <li key={reply.value} dir="auto">
            {reply.url ? (
              <a href={reply.value} target="_blank" rel="noopener noreferrer">
                {reply.label}
              </a>
            ) : (
              reply.label
            )}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Card({ enclosure }: { enclosure: Enclosure }) {
  const place = enclosure.type === "LOCATION";
  const at = `${enclosure.latitude}, ${enclosure.longitude}`;
  return (
    <div className="enclosure-card">
      {place && <Icon name="globe" />}
      <div>
        {(enclosure.name || place) && <strong dir="auto">{enclosure.name || t("enclosure.place")}</strong>}
        {enclosure.lines.map((line) => (
          <div key={line} dir="auto">
            {line}
          </div>
        ))}
        {place && (enclosure.url ? <a href={enclosure.url} target="_blank" rel="noopener noreferrer">{at}</a> : <div className="num">{at}</div>)}
      </div>
    </div>
  );
}
