import { Button } from "@kit/Button.tsx";
import { EmptyState } from "@kit/EmptyState.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { useObjects } from "../../records/objects.ts";
import { attempt, recordKeys } from "../../records/record.ts";
import { iconOf } from "../../records/RecordFace.tsx";
import { Icon } from "@kit/Icon.tsx";
import { setTitle } from "../../shell/title.ts";
import "./record.css";
import "./records.css";

/** The records of a kind that were archived, and the way back for each. */
export function ArchivedPage({ object: name }: { object: string }) {
  const objects = useObjects();
  const object = objects.find((one) => one.name === name || one.id === name);
  if (!object) return <main id="main">{objects.length > 0 && <EmptyState icon="search" title={t("page.none")} />}</main>;
  return <Archived object={object} />;
}

function Archived({ object }: { object: ObjectType }) {
  const title = t("list_records.archived_title", { kinds: object.plural });
  useEffect(() => setTitle(`${title} · Parley`), [title]);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [...recordKeys.lists(object.name), "archived"],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/objects/{object}/archived", { params: { path: { object: object.name }, query: pageParam ? { cursor: pageParam } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <main className="records-page" id="main" aria-busy={!data}>
      <header className="records-head">
        <Link className="record-back" to={paths.records(object.name)}>
          ← {object.plural}
        </Link>
        <h1>{title}</h1>
      </header>
      {data && records.length === 0 && !hasNextPage ? (
        <EmptyState icon="trash" title={t("list_records.archived_none")} text={t("list_records.archived_none_text")} />
      ) : (
        <div className="records-scroll" data-live-list="">
          <ul role="list" className="archived" aria-label={title}>
            {records.map((record) => (
              <Line key={record.id} record={record} />
            ))}
          </ul>
          {hasNextPage && (
            <Button look="ghost" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("list_records.show_more")}
            </Button>
          )}
        </div>
      )}
    </main>
  );
}

function Line({ record }: { record: CrmRecord }) {
  return (
    <li>
      <Icon name={iconOf(record.object)} />
      <span className="grow">
        <Link className="clip" to={paths.record(record.object, record.id)}>
          {record.title}
        </Link>
        {record.archived_at && <span className="faint xs">{t("list_records.archived_at", { when: dayAndTime(record.archived_at) })}</span>}
      </span>
      {record.abilities.includes("delete") && (
        <Button compact icon="restore" aria-label={`${t("action.restore")}: ${record.title}`} onClick={() => void attempt(answer(api.POST("/records/{id}/restore", { params: { path: { id: record.id } } })), t("record.restored"))}>
          {t("action.restore")}
        </Button>
      )}
    </li>
  );
}
