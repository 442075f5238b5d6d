import { Avatar } from "@kit/Avatar.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { Tag } from "@kit/Tag.tsx";
import { memo, type MouseEvent } from "react";
import type { Tag as ThreadTag, ThreadRow, User } from "../../api/types.ts";
import { channelLook, channelName } from "../../data/views.ts";
import { count, duration, fullTime, futureTime, shortTime } from "../../i18n/time.ts";
import { t } from "../../i18n/i18n.ts";
import { SlaTag } from "../../records/SlaTag.tsx";
import { SafeHtml } from "../../safe/SafeHtml.tsx";
import type { Density } from "./rowHeight.ts";

export interface RowProps {
  row: ThreadRow;
  href: string;
  open: boolean;
  cursor: boolean;
  ticked: boolean;
  selecting: boolean;
  density: Density;
  now: number;
  owner: User | undefined;
  tags: readonly ThreadTag[];
  /** Whether the view mixes spam and trash with the rest, so that each row has to say what it is. */
  labelled: boolean;
  owners: boolean;
  onOpen: (id: string, event: MouseEvent) => void;
  onTick: (id: string, range: boolean) => void;
  onHover: (id: string) => void;
}

const MARKS = ["mark"];
const LATE_MS = 60 * 60_000;

/** One conversation in the list (LIST-02 to LIST-08). */
export const ThreadRowLink = memo(function ThreadRowLink(props: RowProps) {
  const { row, href, open, cursor, ticked, selecting, density, now } = props;
  const name = row.contact?.name || row.sender_name || t("row.unknown");
  const unread = row.activity_seq > row.read_seq;
  const channel = channelLook(row.channel);
  const classes = ["row", density, open && "on", cursor && !open && "cursor", unread && "unread", selecting && "selecting"].filter(Boolean).join(" ");
  return (
    <div className={classes} onPointerEnter={() => props.onHover(row.id)}>
      <span className="row-face">
        <Avatar size={density === "compact" ? 26 : 34} name={name} initials={row.contact?.initials ?? name.slice(0, 1)} color={row.contact?.color ?? "#5c6670"} url={row.contact?.avatar_url ?? null}>
          <span className="ch" style={{ background: channel.color }}>
            <Icon name={channel.icon} />
          </span>
        </Avatar>
        <span className="row-tick">
          <Checkbox
            label={t("row.select", { name })}
            checked={ticked}
            onChange={() => undefined}
            onClick={(event) => {
              event.preventDefault();
              props.onTick(row.id, event.shiftKey);
            }}
          />
        </span>
      </span>
      <a href={href} className="row-link" data-thread={row.id} aria-current={open ? "true" : undefined} onClick={(event) => props.onOpen(row.id, event)}>
        <span className="l1">
          <span className="who clip">{name}</span>
          {row.participant_count > 1 && (
            <span className="faint sm num" title={t("row.participants", { n: row.participant_count })}>
              {count(row.participant_count)}
            </span>
          )}
          <RowState {...props} />
          <time dateTime={row.latest_received_at ?? row.latest_message_at} title={fullTime(row.latest_received_at ?? row.latest_message_at)}>
            {shortTime(row.latest_received_at ?? row.latest_message_at, now)}
          </time>
        </span>
        {row.subject && <span className="l2 subj clip">{row.subject}</span>}
        {(density === "comfortable" || !row.subject) && <Preview {...props} />}
        {density === "comfortable" && row.comment && (
          <span className="cm clip">
            <Icon name="note" />
            <span className="clip">{t("row.comment", { author: row.comment.author_name, text: row.comment.text })}</span>
          </span>
        )}
        {density === "comfortable" && row.tag_ids.length > 0 && (
          <span className="row-tags">
            {props.tags
              .filter((tag) => row.tag_ids.includes(tag.id))
              .slice(0, 4)
              .map((tag) => (
                <Tag key={tag.id} swatch={tag.color}>
                  {tag.name}
                </Tag>
              ))}
          </span>
        )}
        {unread && <span className="visually-hidden">{t("row.unread")}</span>}
        <span className="visually-hidden">{channelName(row.channel)}</span>
      </a>
    </div>
  );
});

// At most one chip: what most needs to be known.
function RowState({ row, now, labelled }: RowProps) {
  if (labelled && row.trashed) return <Tag>{t("view.trash")}</Tag>;
  if (labelled && row.spam) return <Tag look="warn">{t("view.spam")}</Tag>;
  if (row.quarantined) return <Tag look="warn">{t("row.quarantined")}</Tag>;
  if (row.snoozed && !row.snoozed_until) return <Tag>{t("row.snoozed")}</Tag>;
  if (row.snoozed_until) return <Tag title={fullTime(row.snoozed_until)}>{t("row.snoozed_until", { at: futureTime(row.snoozed_until, now) })}</Tag>;
  if (labelled && row.status === "closed") return <Tag look="ok">{t("row.closed")}</Tag>;
  if (row.has_draft) return <Tag look="accent">{t("row.draft")}</Tag>;
  if (row.sla && row.status === "open" && !row.spam) return <SlaTag sla={row.sla} now={now} />;
  if (row.waiting_since && row.status === "open" && !row.spam) {
    const waited = now - Date.parse(row.waiting_since);
    return <Tag look={row.channel === "chat" || waited > LATE_MS ? "danger" : "warn"}>{t("row.waiting", { time: duration(waited) })}</Tag>;
  }
  return null;
}

function Preview({ row, owner, owners }: RowProps) {
  const { match } = row;
  const action = row.last_action === "replied" || row.last_action === "forwarded" ? row.last_action : null;
  return (
    <span className="l3">
      {action && (
        <span title={t(`row.${action}`)} className="faint" style={{ display: "flex" }}>
          <Icon name={action === "replied" ? "reply" : "forward"} size="small" />
          <span className="visually-hidden">{t(`row.${action}`)}</span>
        </span>
      )}
      {row.has_attachment && <Icon name="clip" size="small" />}
      <span className="prev clip">{match ? <SafeHtml html={match.snippet_html} text={row.preview} only={MARKS} /> : row.preview}</span>
      {owners && row.assignee && (
        <span className="own" title={t("row.owner", { name: row.assignee.name })}>
          {owner ? (
            <Avatar size={18} name={owner.name} initials={owner.initials} color={owner.color} url={owner.avatar_url} />
          ) : (
            <Icon name={row.assignee.kind === "bot" ? "bot" : "people"} size="small" />
          )}
        </span>
      )}
    </span>
  );
}
