import { Button, IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import type { ThreadRow, View } from "../../api/types.ts";
import { useOutbox } from "../../data/doing.ts";
import { overlaid, purged, stillIn } from "../../data/overlay.ts";
import { usePreference } from "../../data/preferences.ts";
import { useBootstrap } from "../../data/session.ts";
import { countsQuery, listQuery } from "../../data/threads.ts";
import { viewTitle } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { count as formatCount } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { toggleViews } from "../../shell/Panes.tsx";
import { BulkBar } from "./BulkBar.tsx";
import { useSelection } from "../../data/selection.ts";
import { type Source, ThreadList } from "./ThreadList.tsx";

const EmptyView = lazy(() => import("./EmptyView.tsx"));

/** The list of one view. */
export function ViewList({ view, openThreadId }: { view: View; openThreadId: string | null }) {
  const [order, setOrder] = usePreference("order");
  const query = useInfiniteQuery(listQuery(view.id, order));
  const { data: counts } = useQuery(countsQuery);
  const selection = useSelection();
  const rows = useViewRows(view, useMemo(() => query.data?.pages.flatMap((page) => page.threads) ?? [], [query.data]));
  const total = counts?.[view.id] ?? query.data?.pages[0]?.count ?? null;
  const source: Source = {
    key: `${view.id} ${order}`,
    rows,
    pending: query.isPending && !query.isError,
    failed: query.isError,
    hasMore: query.hasNextPage,
    fetchMore: () => !query.isFetchingNextPage && void query.fetchNextPage(),
    retry: () => void query.refetch(),
    match: { view_id: view.id },
  };
  const selecting = selection.all || selection.ids.size > 0;
  return (
    <>
      {selecting ? (
        <BulkBar selection={selection} rows={rows} total={query.hasNextPage ? total : rows.length} view={view} />
      ) : (
        <header className="list-header">
          <IconButton className="views-opener" icon="panel" label={t("panes.toggle_views")} compact onClick={toggleViews} />
          <Checkbox label={t("list.select_all")} checked={false} onChange={() => selection.set(rows.map((row) => row.id))} />
          <h1 className="clip">{viewTitle(view)}</h1>
          {total !== null && <span className="faint num">{formatCount(total)}</span>}
          <OrderMenu order={order} onChange={setOrder} />
        </header>
      )}
      {view.custom?.filling && <p className="list-note">{t("views.filling")}</p>}
      <ThreadList
        source={source}
        openThreadId={openThreadId}
        selection={selection}
        owners={view.kind !== "mine"}
        empty={
          <Suspense>
            <EmptyView view={view} />
          </Suspense>
        }
        href={(row) => paths.thread(view.inbox_id, view.id, row.id)}
        listHref={paths.view(view.inbox_id, view.id)}
      />
    </>
  );
}

/** Newest or oldest first; lists and searches share it (LIST-01, FILT-10). */
export function OrderMenu({ order, onChange }: { order: "newest" | "oldest"; onChange: (order: "newest" | "oldest") => void }) {
  return (
    <Menu
      align="end"
      trigger={
        <Button look="ghost" className="list-order" aria-label={t("list.order", { order: t(`order.${order}`) })}>
          {t(`order.${order}`)}
          <Icon name="down" size="small" />
        </Button>
      }
    >
      {(["newest", "oldest"] as const).map((choice) => (
        <MenuItem key={choice} checked={order === choice} onSelect={() => onChange(choice)}>
          {t(`order.${choice}_first`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function useViewRows(view: View, rows: readonly ThreadRow[]): readonly ThreadRow[] {
  const entries = useOutbox();
  const bootstrap = useBootstrap();
  return useMemo(() => {
    if (entries.length === 0) return rows;
    const after: ThreadRow[] = [];
    for (const row of rows) {
      const then = overlaid(row, entries, bootstrap);
      if (then === row || (stillIn(view, then, bootstrap.user.id) && !purged(row, entries))) after.push(then);
    }
    return after;
  }, [view, rows, entries, bootstrap]);
}
