import { EmptyState } from "@kit/EmptyState.tsx";
import { lazy, Suspense } from "react";
import { loadTexts, t } from "../i18n/i18n.ts";

const loadThread = () => import("../features/thread/ThreadPane.tsx");
const loadContext = async () => (await Promise.all([import("../features/thread/ContextPanel.tsx"), loadTexts("records")]))[0];
const ThreadPane = lazy(async () => ({ default: (await loadThread()).ThreadPane }));
const ContextPanel = lazy(async () => ({ default: (await loadContext()).ContextPanel }));

/** The list can be read before a conversation can: its code comes second. */
export function loadConversation(): void {
  void loadThread();
  void loadContext();
}

/** The thread pane: a conversation, or what to do while none is open. */
export function Conversation({ threadId, itemId }: { threadId: string | undefined; itemId: string | undefined }) {
  if (!threadId) return <EmptyState icon="chat" title={t("thread.none")} text={t("thread.none_text")} />;
  return (
    <Suspense>
      <ThreadPane threadId={threadId} itemId={itemId} />
    </Suspense>
  );
}

/** The context pane of a conversation. */
export function Context({ threadId, viewId }: { threadId: string; viewId: string | null }) {
  return (
    <Suspense>
      <ContextPanel threadId={threadId} viewId={viewId} />
    </Suspense>
  );
}
