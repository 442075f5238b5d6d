import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import type { MeetingCard } from "../api/types.ts";
import { language, t } from "../i18n/i18n.ts";

const LOOK = { accepted: "ok", tentative: "warn", declined: "danger", "": "plain" } as const;

/** When and where a meeting is, and who comes, as far as that is known now. */
export function MeetingFacts({ card, guests = true, states = true }: { card: MeetingCard; guests?: boolean; states?: boolean }) {
  return (
    <dl className="meeting-facts">
      <dt className="visually-hidden">{t("meeting.start")}</dt>
      <dd>
        <Icon name="clock" size="small" />
        <span>
          {spanOf(card)}
          {card.repeats && ` · ${t("meeting.repeats")}`}
          {!card.timezone && !card.all_day && <span className="faint"> · {t("meeting.zone_unknown")}</span>}
        </span>
      </dd>
      {card.place && (
        <>
          <dt className="visually-hidden">{t("meeting.place")}</dt>
          <dd>
            <Icon name="globe" size="small" />
            <span dir="auto">{/^https:\/\/\S+$/.test(card.place) ? <a href={card.place} target="_blank" rel="noopener noreferrer">{card.place}</a> : card.place}</span>
          </dd>
        </>
      )}
      {guests && card.guests.length > 0 && (
        <>
          <dt className="visually-hidden">{t("meeting.guests")}</dt>
          <dd>
            <Icon name="people" size="small" />
            <ul role="list">
              {card.guests.map((guest) => (
                <li key={guest.address}>
                  <bdi>{guest.name || guest.address}</bdi> {states && <Tag look={LOOK[guest.status]}>{t(`meeting.guest_${guest.status || "waits"}`)}</Tag>}
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </dl>
  );
}

// In the reader's own time; whole days are days wherever one is.
function spanOf({ start, end, all_day }: MeetingCard): string {
  if (!start) return "";
  const zone = all_day ? { timeZone: "UTC" } : {};
  const format = new Intl.DateTimeFormat(language(), all_day ? { dateStyle: "full", ...zone } : { dateStyle: "full", timeStyle: "short" });
  const last = end && all_day ? new Date(Date.parse(end) - 1) : end && new Date(end);
  return last && last > new Date(start) ? format.formatRange(new Date(start), last) : format.format(new Date(start));
}
