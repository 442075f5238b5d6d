import { Skeleton } from "@kit/EmptyState.tsx";
import { Button } from "@kit/Button.tsx";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { usePublish } from "../../actions/scope.ts";
import type { ActionRequest, ThreadRow } from "../../api/types.ts";
import { currentScope } from "../../actions/scope.ts";
import { useNow } from "../../data/clock.ts";
import { usePreference } from "../../data/preferences.ts";
import { useBootstrap } from "../../data/session.ts";
import { prefetchThread } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { hold } from "./hold.ts";
import { useKeptPlace } from "./place.ts";
import { rowHeight } from "./rowHeight.ts";
import type { Selection } from "../../data/selection.ts";
import { ThreadRowLink } from "./ThreadRowLink.tsx";
import { useListHandle } from "./useListHandle.ts";
import "./list.css";

export interface Source {
  /** Identity of the list: another one starts anew at its top. */
  key: string;
  rows: readonly ThreadRow[];
  pending: boolean;
  failed: boolean;
  hasMore: boolean;
  fetchMore: () => void;
  retry: () => void;
  match: ActionRequest["match"];
}

interface ThreadListProps {
  source: Source;
  openThreadId: string | null;
  selection: Selection;
  labelled?: boolean;
  /** False where all rows have the same owner. */
  owners?: boolean;
  empty: ReactNode;
  href: (row: ThreadRow) => string;
  listHref: string;
}

const idOf = (row: ThreadRow) => row.id;

/** The virtualised list: only the rows on the screen exist, each at a known height. */
export function ThreadList({ source, openThreadId, selection, labelled = false, owners = true, empty, href, listHref }: ThreadListProps) {
  const { users, tags } = useBootstrap();
  const [density] = usePreference("density");
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, waiting, release, pointer } = useHeld(source, scroller);
  const [cursor, setCursor] = useState<string | null>(null);
  const at = openThreadId ?? cursor;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    // A new function makes all places be reckoned anew: heights follow from the rows, and only from them.
    estimateSize: useCallback((index: number) => (rows[index] ? rowHeight(rows[index], density) : 0), [rows, density]),
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows, density]),
    overscan: 6,
  });
  useKeptPlace(source.key, scroller, rows.length > 0);
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (source.hasMore && last >= rows.length - 12) source.fetchMore();
  }, [last, rows.length, source]);

  const open = useCallback((row: ThreadRow) => currentScope().go(href(row)), [href]);
  const listHandle = useListHandle({ rows, at, setCursor, open, openThreadId, selection, listHref, scrollTo: (index) => virtual.scrollToIndex(index), scroller });
  usePublish("list", listHandle);
  usePublish("targets", useTargets(rows, source, selection, at));

  const handleOpen = useCallback(
    (id: string, event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      const row = rows.find((candidate) => candidate.id === id);
      if (event.shiftKey) selection.extend(id, rows.map(idOf));
      else if (row) open(row);
    },
    [rows, open, selection],
  );
  const handleTick = useCallback((id: string, range: boolean) => (range ? selection.extend(id, rows.map(idOf)) : selection.toggle(id)), [rows, selection]);

  if (source.failed && rows.length === 0) {
    return (
      <div className="list-scroll list-message">
        <p className="muted">{t("list.failed")}</p>
        <Button onClick={source.retry}>{t("action.retry")}</Button>
      </div>
    );
  }
  if (source.pending) return <ListSkeleton />;
  if (rows.length === 0) return <div className="list-scroll">{empty}</div>;
  return (
    <div className="list-scroll" ref={scroller} {...pointer}>
      {waiting > 0 && (
        <div className="new-pill" role="status">
          <Button look="pri" compact icon="up" onClick={release}>
            {t("list.new", { n: waiting })}
          </Button>
        </div>
      )}
      <ul role="list" className="rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li key={row.id} style={{ transform: `translateY(${item.start}px)`, height: item.size }} aria-setsize={source.hasMore ? -1 : rows.length} aria-posinset={item.index + 1}>
              <ThreadRowLink
                row={row}
                href={href(row)}
                open={row.id === openThreadId}
                cursor={row.id === at}
                ticked={selection.all || selection.ids.has(row.id)}
                selecting={selection.all || selection.ids.size > 0}
                density={density}
                now={now}
                owner={users.find((user) => row.assignee?.kind === "user" && user.id === row.assignee.id)}
                tags={tags}
                labelled={labelled}
                owners={owners}
                onOpen={handleOpen}
                onTick={handleTick}
                onHover={prefetchThread}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** While the pointer is on the list or it is scrolled, nothing moves under the eyes: news waits behind a pill. */
function useHeld(source: Source, scroller: React.RefObject<HTMLDivElement | null>) {
  const [over, setOver] = useState(false);
  const shown = useRef<{ key: string; rows: readonly ThreadRow[] }>({ key: "", rows: [] });
  const [, redraw] = useState(0);
  const busy = over || (scroller.current?.scrollTop ?? 0) > 4;
  const held = hold(busy && shown.current.key === source.key ? shown.current.rows : null, source.rows);
  useEffect(() => {
    shown.current = { key: source.key, rows: held.rows };
  });
  const release = () => {
    shown.current = { key: "", rows: [] };
    scroller.current?.scrollTo({ top: 0 });
    redraw((n) => n + 1);
  };
  const rows = useStable(held.rows);
  return { rows, waiting: held.waiting, release, pointer: { onPointerEnter: () => setOver(true), onPointerLeave: () => setOver(false) } };
}

// The same array while it holds the same rows, so that what hangs on it rests.
function useStable(rows: readonly ThreadRow[]): readonly ThreadRow[] {
  const kept = useRef(rows);
  const same = kept.current.length === rows.length && kept.current.every((row, index) => row === rows[index]);
  if (!same) kept.current = rows;
  return kept.current;
}

function useTargets(rows: readonly ThreadRow[], source: Source, selection: Selection, at: string | null) {
  return useMemo(() => {
    const match = selection.all ? (source.match ?? null) : null;
    if (selection.all) return { rows, match };
    if (selection.ids.size > 0) return { rows: rows.filter((row) => selection.ids.has(row.id)), match: null };
    const row = rows.find((candidate) => candidate.id === at);
    return { rows: row ? [row] : [], match: null };
  }, [rows, source.match, selection, at]);
}

function ListSkeleton() {
  return (
    <div className="list-scroll" aria-busy="true" aria-label={t("list.loading")}>
      {Array.from({ length: 9 }, (_, index) => (
        <div key={index} className="row comfortable" style={{ height: 80 }}>
          <Skeleton round height={34} />
          <div className="vstack" style={{ gap: 9, paddingTop: 4, flex: 1 }}>
            <Skeleton width={`${40 + ((index * 17) % 30)}%`} />
            <Skeleton width={`${60 + ((index * 23) % 35)}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
