import { Button } from "@kit/Button.tsx";
import { type RefObject, useLayoutEffect, useMemo, useState } from "react";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { Item, Thread, OpenThread } from "../../api/types.ts";
import { reportFailure, useOutbox } from "../../data/doing.ts";
import { type Entry } from "../../data/outbox.ts";
import { pendingItems } from "../../data/overlay.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { collapsedItems } from "./collapse.ts";
import { ItemView } from "./ItemView.tsx";
import { useReadingPlace } from "./useReadingPlace.ts";

interface HistoryProps {
  page: OpenThread;
  thread: Thread;
  readSeq: number;
  itemId: string | undefined;
}

/** Gives the keyboard to what was said. */
export const focusHistory = (): void => document.querySelector<HTMLElement>(".history")?.focus({ preventScroll: true });

// Set while a history that had the keyboard makes way for the next one.
let passedOn = false;

function useFocusPassedOn(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = ref.current;
    if (passedOn) box?.focus({ preventScroll: true });
    passedOn = false;
    return () => {
      passedOn = box?.contains(document.activeElement) ?? false;
      requestAnimationFrame(() => (passedOn = false));
    };
  }, [ref]);
}

/** Everything said and done, oldest to newest, with what is on its way at the end. */
export function History({ page, thread, readSeq, itemId }: HistoryProps) {
  const entries = useOutbox();
  const bootstrap = useBootstrap();
  const pending = useMemo(() => withoutArrived(pendingItems(thread.id, entries, bootstrap), page.items), [thread.id, entries, bootstrap, page.items]);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const collapsed = useMemo(() => collapsedItems(page.items, readSeq, itemId), [page.items, readSeq, itemId]);
  const firstUnread = page.items.find((item) => item.seq > readSeq && item.kind !== "event" && item.actor.id !== bootstrap.user.id);
  const place = useReadingPlace({ target: itemId ?? firstUnread?.id ?? null, last: page.items.at(-1)?.id ?? "", mine: pending.length });
  useFocusPassedOn(place.ref);
  return (
    <div className="history" ref={place.ref} onScroll={place.onScroll} tabIndex={-1} role="log" aria-label={t("thread.history")} aria-live="polite" aria-relevant="additions">
      <h1 className="subjline">{thread.subject || thread.contact?.name || thread.sender_name}</h1>
      {page.older && <OlderButton threadId={thread.id} before={page.older} />}
      {page.items.map((item) => (
        <div key={item.id} data-item={item.id} className={item.id === itemId ? "item-target" : undefined}>
          {item === firstUnread && (
            <div className="unread-line" role="separator">
              {t("thread.unread_line")}
            </div>
          )}
          <ItemView item={item} thread={thread} collapsed={collapsed.has(item.id) && !opened.has(item.id)} onExpand={() => setOpened(new Set([...opened, item.id]))} />
        </div>
      ))}
      {pending.map(({ item, entry }) => (
        <div key={item.id}>
          <ItemView item={item} thread={thread} entry={entry} collapsed={false} />
        </div>
      ))}
      {place.below && (
        <div className="below-pill">
          <Button look="pri" compact icon="down" onClick={place.toEnd}>
            {t("thread.below")}
          </Button>
        </div>
      )}
    </div>
  );
}

// The stream may bring an item before the answer to its request: by client_id it is the same one.
function withoutArrived(pending: { entry: Entry; item: Item }[], items: readonly Item[]): { entry: Entry; item: Item }[] {
  const arrived = new Set(items.map((item) => item.client_id));
  return pending.filter(({ item }) => !arrived.has(item.client_id));
}

function OlderButton({ threadId, before }: { threadId: string; before: string }) {
  const load = async () => {
    try {
      const { items, older } = await answer(api.GET("/threads/{id}/items", { params: { path: { id: threadId }, query: { before } } }));
      cache.setQueryData<OpenThread>(keys.thread(threadId), (old) => old && { ...old, items: [...items, ...old.items], older });
    } catch (error) {
      reportFailure(error as ApiError);
    }
  };
  return (
    <Button look="ghost" onClick={() => void load()} style={{ alignSelf: "center" }}>
      {t("thread.older")}
    </Button>
  );
}
