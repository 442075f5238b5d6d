import { Button } from "@kit/Button.tsx";
import { EmptyState, Skeleton } from "@kit/EmptyState.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { currentScope, usePublish } from "../../actions/scope.ts";
import { ApiError } from "../../api/client.ts";
import type { CrmRecord, Thread, OpenThread } from "../../api/types.ts";
import { act, useOutbox } from "../../data/doing.ts";
import { overlaid } from "../../data/overlay.ts";
import { afterPaint } from "../../data/afterPaint.ts";
import { useBootstrap } from "../../data/session.ts";
import { threadQuery } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { tellViewing } from "../../live/live.ts";
import { LateComposer } from "./LateComposer.tsx";
import { History } from "./History.tsx";
import { ThreadHeader } from "./ThreadHeader.tsx";
import { ThreadNotices } from "./ThreadNotices.tsx";
import { Typing } from "./Typing.tsx";
import "../../editor/editor.css";
import "./thread.css";

/** One conversation: header, history, editor. */
export function ThreadPane({ threadId, itemId }: { threadId: string; itemId: string | undefined }) {
  const { data, error, isPending } = useQuery(threadQuery(threadId));
  usePublish("openThreadId", threadId);
  if (error instanceof ApiError && !data) return <NotThere error={error} />;
  if (isPending || !data) return <ThreadSkeleton />;
  return <OpenThread page={data} itemId={itemId} />;
}

function OpenThread({ page, itemId }: { page: OpenThread; itemId: string | undefined }) {
  const entries = useOutbox();
  const bootstrap = useBootstrap();
  const thread: Thread = useMemo(() => overlaid(page.thread, entries, bootstrap), [page.thread, entries, bootstrap]);
  useMarkRead(page.thread);
  usePublish("openThread", thread);
  useEffect(() => {
    const stop = afterPaint(() => tellViewing(thread.id, null));
    return () => {
      stop();
      tellViewing(null, null);
    };
  }, [thread.id]);
  return (
    <div className="thread">
      <Said key={thread.id} page={page} thread={thread} itemId={itemId} />
      {!thread.trashed && !thread.merged_into && <LateComposer page={page} thread={thread} />}
    </div>
  );
}

/** What a conversation is to its reader; another conversation begins anew. */
function Said({ page, thread, itemId }: { page: OpenThread; thread: Thread; itemId: string | undefined }) {
  // Where reading was when the thread was opened; items above it are not "new" a second later.
  const readSeq = useRef(page.read_seq).current;
  return (
    <>
      <ThreadHeader thread={thread} ticket={page.cards.ticket} presence={page.presence} />
      {page.cards.ticket && <TicketLine ticket={page.cards.ticket} />}
      <History page={page} thread={thread} readSeq={readSeq} itemId={itemId} />
      <Typing presence={page.presence} thread={page.thread} />
      <ThreadNotices thread={thread} alsoIn={page.also_in} />
    </>
  );
}

/** The ticket that the conversation belongs to, in a tab of its own (THR-03). */
function TicketLine({ ticket }: { ticket: CrmRecord }) {
  return (
    <Link className="thread-ticket" to={paths.record("ticket", ticket.id)} target="_blank" aria-label={t("thread.open_ticket", { name: ticket.title })}>
      <Icon name="ticket" />
      <span className="clip">{ticket.title}</span>
    </Link>
  );
}

// Opening reads; what arrives while the thread is on a visible screen is read too. A thread marked unread stays so until it is left.
function useMarkRead(thread: Thread): void {
  const seen = useRef({ id: "", seq: -1 });
  useEffect(() => {
    if (thread.id === seen.current.id && thread.activity_seq <= seen.current.seq) return;
    const read = () => {
      if (document.visibilityState !== "visible") return;
      const unread = thread.activity_seq > thread.read_seq;
      seen.current = { id: thread.id, seq: thread.activity_seq };
      if (unread) void act({ action: "read", thread_ids: [thread.id] });
    };
    const stop = afterPaint(read);
    document.addEventListener("visibilitychange", read);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", read);
    };
  }, [thread]);
}

function NotThere({ error }: { error: ApiError }) {
  if (error.kind === "offline") return <EmptyState icon="wifi" title={t("thread.offline")} text={t("thread.offline_text")} />;
  return (
    <EmptyState icon="lock" title={t("thread.gone")} text={t("thread.gone_text")}>
      <Button onClick={() => currentScope().list?.close()}>{t("action.back")}</Button>
    </EmptyState>
  );
}

function ThreadSkeleton() {
  return (
    <div className="thread" aria-busy="true" aria-label={t("thread.loading")}>
      <div className="thread-header" />
      <div className="history">
        <Skeleton width="55%" height={20} />
        {[0, 1].map((index) => (
          <div key={index} className="item">
            <Skeleton round height={34} />
            <div className="vstack" style={{ paddingTop: 4 }}>
              <Skeleton width="30%" />
              <Skeleton width="90%" />
              <Skeleton width="75%" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
