import { Avatar } from "@kit/Avatar.tsx";
import { Button, IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { Link } from "@tanstack/react-router";
import { act } from "../../data/doing.ts";
import { actionById } from "../../actions/registry.ts";
import { currentScope } from "../../actions/scope.ts";
import { keysOfAction } from "../../actions/useKeys.ts";
import type { CrmRecord, Presence, Thread } from "../../api/types.ts";
import { useNow } from "../../data/clock.ts";
import { useBootstrap, useTags } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { duration, futureTime } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { SlaTag } from "../../records/SlaTag.tsx";
import { toggleContext } from "../../shell/Panes.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { OwnerButton } from "./OwnerButton.tsx";

interface ThreadHeaderProps {
  thread: Thread;
  ticket: CrmRecord | null;
  presence: readonly Presence[];
}

/** Owner, ticket (THR-03), state, who else is here, and what can be done. */
export function ThreadHeader({ thread, ticket, presence }: ThreadHeaderProps) {
  const tags = useTags(thread.inbox_id);
  const now = useNow();
  return (
    <header className="thread-header">
      <IconButton className="thread-back" icon="left" label={t("action.back")} onClick={() => currentScope().list?.close()} />
      <OwnerButton thread={thread} />
      <span className="thread-tags">
        {ticket && (
          <Link className="thread-ticket" to={paths.record("ticket", ticket.id)} target="_blank" aria-label={t("thread.open_ticket", { name: ticket.title })}>
            <Icon name="ticket" />
            <span className="clip">{ticket.title}</span>
          </Link>
        )}
        {thread.queue_position && thread.status === "open" && thread.assignee?.kind !== "user" && <Tag>{t("thread.queued", { n: thread.queue_position })}</Tag>}
        {thread.sla && <SlaTag sla={thread.sla} now={now} />}
        {thread.snoozed && <Tag>{thread.snoozed_until ? t("row.snoozed_until", { at: futureTime(thread.snoozed_until, now) }) : t("row.snoozed")}</Tag>}
        {tags
          .filter((tag) => thread.tag_ids.includes(tag.id))
          .map((tag) => (
            <Tag key={tag.id} swatch={tag.color} onRemove={() => void act({ action: "untag", thread_ids: [thread.id], tag_id: tag.id })} removeLabel={t("tag.remove", { name: tag.name })}>
              {tag.name}
            </Tag>
          ))}
      </span>
      <span className="grow" />
      <Viewers presence={presence} />
      <MoreMenu thread={thread} />
      <CloseButton thread={thread} ticket={ticket} now={now} />
      <IconButton icon="panelright" label={t("panes.toggle_context")} keys={keysOfAction("app.toggle_context")} onClick={toggleContext} />
    </header>
  );
}

function CloseButton({ thread, ticket, now }: { thread: Thread; ticket: CrmRecord | null; now: number }) {
  if (thread.trashed) {
    return (
      <Button icon="restore" onClick={() => actionById("thread.restore")?.run(currentScope())}>
        {t("action.restore")}
      </Button>
    );
  }
  if (thread.status === "closed") {
    return (
      <Button icon="restore" keys={keysOfAction("thread.close")} onClick={() => void act({ action: "reopen", thread_ids: [thread.id] })}>
        {t("action.reopen")}
      </Button>
    );
  }
  const both = thread.ticket_id !== null && !ticket?.properties["closed_date"];
  const wait = thread.not_closable_until ? Date.parse(thread.not_closable_until) - now : 0;
  const close = () => actionById("thread.close")?.run({ ...currentScope(), targets: { rows: [thread], match: null } });
  return (
    <Button icon="check" keys={keysOfAction("thread.close")} disabled={wait > 0} title={wait > 0 ? t("thread.not_closable", { time: duration(wait) }) : undefined} onClick={close}>
      {t(both ? "action.close_both" : "action.close_short")}
    </Button>
  );
}

/** Colleagues who look at this conversation now; a ring around those who type (COLLAB-05). */
function Viewers({ presence }: { presence: readonly Presence[] }) {
  const { users, user: me } = useBootstrap();
  const others = presence.flatMap(({ user_id, typing }) => {
    const user = users.find((candidate) => candidate.id === user_id && candidate.id !== me.id);
    return user ? [{ user, typing }] : [];
  });
  if (others.length === 0) return null;
  return (
    <span className="viewers">
      <span className="visually-hidden">{t("presence.viewing", { names: others.map(({ user }) => user.name).join(", ") })}</span>
      {others.slice(0, 3).map(({ user, typing }) => (
        <Avatar key={user.id} size={22} name={t("presence.viewing", { names: user.name })} initials={user.initials} color={user.color} url={user.avatar_url} presence="available" typing={typing !== null} />
      ))}
    </span>
  );
}
