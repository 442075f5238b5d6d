import { EmptyState } from "@kit/EmptyState.tsx";
import { useEffect } from "react";
import { usePublish } from "../actions/scope.ts";
import { rememberView } from "../data/lastView.ts";
import { useView } from "../data/session.ts";
import { viewTitle } from "../data/views.ts";
import { ViewList } from "../features/inbox/ViewList.tsx";
import { ViewsPanel } from "../features/inbox/ViewsPanel.tsx";
import { t } from "../i18n/i18n.ts";
import { paths } from "../paths.ts";
import { Panes } from "../shell/Panes.tsx";
import { Context, Conversation } from "./conversation.tsx";

interface InboxPageProps {
  inboxId: string;
  viewId: string;
  threadId?: string | undefined;
  itemId: string | undefined;
}

/** The inbox: views, list, conversation and contact. Here the features meet, and only here. */
export function InboxPage({ inboxId, viewId, threadId, itemId }: InboxPageProps) {
  const view = useView(viewId);
  usePublish("inboxId", inboxId);
  usePublish("viewId", viewId);
  useEffect(() => {
    rememberView(threadId ? paths.thread(inboxId, viewId, threadId) : paths.view(inboxId, viewId));
    document.title = view ? `${viewTitle(view)} · Parley` : "Parley";
  }, [inboxId, viewId, threadId, view]);
  return (
    <Panes
      front={threadId ? "thread" : "list"}
      views={<ViewsPanel inboxId={inboxId} viewId={viewId} />}
      list={view ? <ViewList key={viewId} view={view} openThreadId={threadId ?? null} /> : <EmptyState icon="lock" title={t("view.gone")} text={t("thread.gone_text")} />}
      thread={<Conversation threadId={threadId} itemId={itemId} />}
      context={threadId ? <Context threadId={threadId} viewId={viewId} /> : null}
    />
  );
}
