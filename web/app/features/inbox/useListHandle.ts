import { type RefObject, useEffect, useMemo, useRef } from "react";
import { currentScope } from "../../actions/scope.ts";
import type { ListHandle } from "../../actions/types.ts";
import type { ThreadRow } from "../../api/types.ts";
import { afterPaint } from "../../data/afterPaint.ts";
import { preferenceNow } from "../../data/preferences.ts";
import { prefetchThread } from "../../data/threads.ts";
import type { Selection } from "../../data/selection.ts";

interface Parts {
  rows: readonly ThreadRow[];
  at: string | null;
  openThreadId: string | null;
  selection: Selection;
  listHref: string;
  scroller: RefObject<HTMLDivElement | null>;
  setCursor: (id: string | null) => void;
  open: (row: ThreadRow) => void;
  scrollTo: (index: number) => void;
}

/** What keys and commands can do to the list. */
export function useListHandle(parts: Parts): ListHandle {
  const { rows, at, openThreadId, selection, listHref } = parts;
  // Where closing will lead is fetched while one reads.
  const latest = useRef(rows);
  latest.current = rows;
  useEffect(() => {
    if (!openThreadId) return;
    return afterPaint(() => {
      const next = neighbour(latest.current, openThreadId, [openThreadId], preferenceNow("after_close"));
      if (next) prefetchThread(next.id);
    });
  }, [openThreadId]);
  return useMemo(() => {
    const focus = (id: string | null) => requestAnimationFrame(() => parts.scroller.current?.querySelector<HTMLElement>(`[data-thread="${id}"]`)?.focus({ preventScroll: true }));
    const go = (row: ThreadRow | undefined, by: 1 | -1) => {
      if (!row) return;
      const index = rows.indexOf(row);
      parts.setCursor(row.id);
      parts.scrollTo(index);
      // The next one along is fetched before it is asked for.
      const beyond = rows[index + by];
      if (beyond) prefetchThread(beyond.id);
      if (openThreadId) return parts.open(row);
      prefetchThread(row.id);
      focus(row.id);
    };
    const index = rows.findIndex((row) => row.id === at);
    return {
      move: (by) => go(index === -1 ? rows[0] : rows[index + by], by),
      open: () => {
        const row = rows[Math.max(index, 0)];
        if (row) parts.open(row);
      },
      toggle: () => at && selection.toggle(at),
      extend: () => at && selection.extend(at, rows.map((row) => row.id)),
      clear: () => {
        if (selection.ids.size === 0 && !selection.all) return false;
        selection.clear();
        return true;
      },
      close: () => {
        parts.setCursor(openThreadId);
        focus(openThreadId);
        currentScope().go(listHref);
      },
      leave: (threadIds) => {
        selection.clear();
        if (!openThreadId && at && threadIds.includes(at)) {
          const next = neighbour(rows, at, threadIds, "next");
          parts.setCursor(next?.id ?? null);
          if (next) focus(next.id);
        }
        if (!openThreadId || !threadIds.includes(openThreadId)) return;
        const next = neighbour(rows, openThreadId, threadIds, preferenceNow("after_close"));
        if (next) parts.open(next);
        else currentScope().go(listHref);
      },
    };
  }, [rows, at, openThreadId, selection, listHref]);
}

/** Where to go after threads were dealt with; null is back to the list. */
export function neighbour(rows: readonly ThreadRow[], from: string, gone: readonly string[], wish: "next" | "previous" | "list"): ThreadRow | null {
  if (wish === "list") return null;
  const index = rows.findIndex((row) => row.id === from);
  const stays = (row: ThreadRow) => !gone.includes(row.id);
  const after = () => rows.slice(index + 1).find(stays);
  const before = () => rows.slice(0, Math.max(index, 0)).findLast(stays);
  return (wish === "next" ? (after() ?? before()) : (before() ?? after())) ?? null;
}
