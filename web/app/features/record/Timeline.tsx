import { Button } from "@kit/Button.tsx";
import { Skeleton } from "@kit/EmptyState.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, TimelineItem } from "../../api/types.ts";
import { language, type MessageId, t } from "../../i18n/i18n.ts";
import { recordKeys } from "../../records/record.ts";
import { TimelineEntry } from "./TimelineEntry.tsx";

const KINDS: readonly (readonly [kind: string, label: MessageId])[] = [
  ["", "timeline.all"],
  ["thread", "timeline.thread"],
  ["note", "timeline.note"],
  ["task", "timeline.task"],
  ["call", "timeline.call"],
  ["meeting", "timeline.meeting"],
  ["email", "timeline.email"],
  ["feedback_submission", "timeline.feedback"],
  ["change", "timeline.change"],
];

/** What happened with a record, newest first; older things come by scrolling. */
export function Timeline({ record }: { record: CrmRecord }) {
  const [kind, setKind] = useState("");
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: recordKeys.timeline(record.id, kind),
    queryFn: ({ pageParam, signal }) => answer(api.GET("/records/{id}/timeline", { params: { path: { id: record.id }, query: { ...(kind ? { kind } : {}), ...(pageParam ? { before: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.older,
    staleTime: 0,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="timeline-kinds" role="group" aria-label={t("timeline.filter")}>
        {KINDS.map(([id, label]) => (
          <button key={id} type="button" aria-pressed={kind === id} onClick={() => setKind(id)}>
            {t(label)}
          </button>
        ))}
      </div>
      {!data && <Skeleton width="70%" />}
      {data && items.length === 0 && <p className="muted sm">{t("timeline.none")}</p>}
      {byMonth(items).map(([month, entries]) => (
        <section key={month} aria-label={month}>
          <h2 className="timeline-month">{month}</h2>
          <ol role="list" className="timeline">
            {entries.map((item, index) => (
              <TimelineEntry key={item.thread?.id ?? item.record?.id ?? `${item.at} ${index}`} item={item} record={record} />
            ))}
          </ol>
        </section>
      ))}
      {hasNextPage && <Older busy={isFetchingNextPage} onSeen={() => void fetchNextPage()} />}
    </>
  );
}

function byMonth(items: readonly TimelineItem[]): [string, TimelineItem[]][] {
  const name = new Intl.DateTimeFormat(language(), { month: "long", year: "numeric" });
  const months = new Map<string, TimelineItem[]>();
  for (const item of items) {
    const month = name.format(Date.parse(item.at));
    months.set(month, [...(months.get(month) ?? []), item]);
  }
  return [...months];
}

/** The end of what is loaded: seen, or pressed, it brings more. */
function Older({ busy, onSeen }: { busy: boolean; onSeen: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (!current || busy) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && onSeen());
    watch.observe(current);
    return () => watch.disconnect();
  });
  return (
    <div ref={place} className="timeline-older">
      <Button look="ghost" disabled={busy} onClick={onSeen}>
        {t("timeline.older")}
      </Button>
    </div>
  );
}
