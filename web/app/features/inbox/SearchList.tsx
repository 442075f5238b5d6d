import { Button } from "@kit/Button.tsx";
import { EmptyState } from "@kit/EmptyState.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import type { ThreadRow } from "../../api/types.ts";
import { lastView } from "../../data/lastView.ts";
import { searchQuery, useOverlaid } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { paths, type SearchParams } from "../../paths.ts";
import { BulkBar } from "./BulkBar.tsx";
import { SearchFilters } from "./SearchFilters.tsx";
import { SearchTerms } from "./SearchTerms.tsx";
import { useSelection } from "../../data/selection.ts";
import { type Source, ThreadList } from "./ThreadList.tsx";
import { OrderMenu } from "./ViewList.tsx";

const SETTLE_MS = 220;

/** Search mode: a text, chips that edit it, filters that edit it too, and the way back (FILT-01 to FILT-14). */
export function SearchList({ search }: { search: SearchParams }) {
  const [q, setQ] = useTyped(search);
  const state = { q: search.q ?? "", order: search.order ?? ("newest" as const), spam: search.spam === 1, trash: search.trash === 1 };
  const query = useInfiniteQuery({ ...searchQuery(search.inbox, state), enabled: state.q.trim() !== "", placeholderData: (before) => before });
  const found = useMemo(() => query.data?.pages.flatMap((page) => page.threads) ?? [], [query.data]);
  const rows = useOverlaid(found);
  const selection = useSelection();
  const go = (change: Partial<SearchParams>) => currentScope().go(paths.search({ ...search, ...change, item: undefined }));
  const source: Source = {
    key: `search ${state.q}`,
    rows: state.q.trim() ? rows : [],
    pending: query.isLoading,
    failed: query.isError,
    hasMore: query.hasNextPage,
    fetchMore: () => !query.isFetchingNextPage && void query.fetchNextPage(),
    retry: () => void query.refetch(),
    match: { inbox_id: search.inbox, q: state.q, spam: state.spam, trash: state.trash },
  };
  const edit = (next: string) => {
    setQ(next);
    go({ q: next });
  };
  const exit = () => currentScope().go(lastView() ?? paths.inbox(search.inbox));
  const href = (row: ThreadRow) => paths.search({ ...search, thread: row.id, item: row.match?.item_id });
  const selecting = selection.all || selection.ids.size > 0;
  return (
    <>
      <search className="search-header">
        <div className="search-line">
          <SearchBox value={q} onChange={setQ} onEnter={() => go({ q })} onExit={exit} />
          <Button look="ghost" onClick={exit}>
            {t("search.exit")}
          </Button>
        </div>
        <SearchFilters search={search} q={q} onEdit={edit} onOption={go} />
        <SearchTerms q={q} terms={query.data?.pages[0]?.terms ?? []} onEdit={edit} />
      </search>
      {selecting && <BulkBar selection={selection} rows={rows} total={null} view={null} />}
      {!selecting && rows.length > 0 && (
        <div className="list-note search-count">
          <h1 className="visually-hidden">{t("search.title")}</h1>
          <span role="status">{t(query.hasNextPage ? "search.count_more" : "search.count", { n: rows.length })}</span>
          <OrderMenu order={state.order} onChange={(order) => go({ order: order === "oldest" ? "oldest" : undefined })} />
        </div>
      )}
      <ThreadList
        source={source}
        openThreadId={search.thread ?? null}
        selection={selection}
        labelled
        href={href}
        listHref={paths.search({ ...search, thread: undefined, item: undefined })}
        empty={<NothingFound q={state.q} onClear={() => edit("")} />}
      />
    </>
  );
}

/** What is typed, and the address that follows it when the typing pauses. */
function useTyped(search: SearchParams): [string, (q: string) => void] {
  const [q, setQ] = useState(search.q ?? "");
  const inAddress = search.q ?? "";
  const written = useRef(inAddress);
  // The address changed by other means (back, a link, a filter): the box follows.
  if (inAddress !== written.current) {
    written.current = inAddress;
    if (q !== inAddress) setQ(inAddress);
  }
  useEffect(() => {
    if (q === written.current) return;
    const timer = setTimeout(() => {
      written.current = q;
      currentScope().go(paths.search({ ...search, q, item: undefined }));
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [q, search]);
  return [q, setQ];
}

interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  onEnter: () => void;
  onExit: () => void;
}

function SearchBox({ value, onChange, onEnter, onExit }: SearchBoxProps) {
  return (
    <span className="search-box">
      <Icon name="search" />
      <input
        className="input"
        type="search"
        autoFocus
        data-search=""
        placeholder={t("search.hint")}
        aria-label={t("search.title")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onEnter();
          if (event.key === "ArrowDown") currentScope().list?.move(1);
          if (event.key === "Escape") value ? onChange("") : onExit();
        }}
      />
    </span>
  );
}

function NothingFound({ q, onClear }: { q: string; onClear: () => void }) {
  if (!q.trim()) {
    return <EmptyState icon="search" title={t("search.start")} text={<>{t("search.start_text")} <br /><code className="faint">from: to: subject: assignee: contact: tag: status: channel: has:attachment before: after: -word "exact phrase"</code></>} />;
  }
  return (
    <EmptyState icon="search" title={t("search.none")} text={t("search.none_text", { q })}>
      <Button onClick={onClear}>{t("search.clear")}</Button>
    </EmptyState>
  );
}
