import { Button, IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem, MenuLabel } from "@kit/Menu.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, ObjectType, RecordSearch, Stage } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { count } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { withCondition } from "../../records/conditions.ts";
import { pipedBy, propertyOf } from "../../records/objects.ts";
import { attempt, recordKeys, writeWithUndo } from "../../records/record.ts";
import { readable } from "../../records/values.ts";

interface RecordBoardProps {
  object: ObjectType;
  search: RecordSearch;
  pipelineId: string;
}

const SHOWN = 50;

/** The records of a pipeline, a column a stage; moved by dragging or by the menu of a card. */
export function RecordBoard({ object, search, pipelineId }: RecordBoardProps) {
  const [dragged, setDragged] = useState<CrmRecord | null>(null);
  const by = pipedBy(object);
  const pipeline = object.pipelines.find(({ id }) => id === pipelineId) ?? object.pipelines[0];
  if (!by || !pipeline) return null;
  const move = (record: CrmRecord, stage: Stage) => {
    setDragged(null);
    if (record.properties[by.stage] === stage.id) return;
    void attempt(writeWithUndo(record, { [by.pipeline]: pipeline.id, [by.stage]: stage.id }, stage.label));
  };
  return (
    <div className="board" data-live-list="">
      {pipeline.stages.map((stage) => (
        <Column key={stage.id} object={object} stage={stage} stages={pipeline.stages} search={{ ...search, filter_groups: withCondition(search.filter_groups ?? [], { propertyName: by.stage, operator: "EQ", value: stage.id }) }} dragged={dragged} onDrag={setDragged} onMove={move} />
      ))}
    </div>
  );
}

interface ColumnProps {
  object: ObjectType;
  stage: Stage;
  stages: readonly Stage[];
  search: RecordSearch;
  dragged: CrmRecord | null;
  onDrag: (record: CrmRecord | null) => void;
  onMove: (record: CrmRecord, stage: Stage) => void;
}

function Column({ object, stage, stages, search, dragged, onDrag, onMove }: ColumnProps) {
  const [over, setOver] = useState(false);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useColumn(object, search);
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  return (
    <section
      className={`board-column ${over && dragged ? "over" : ""}`}
      aria-label={stage.label}
      onDragOver={(event) => dragged && (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (dragged) onMove(dragged, stage);
      }}
    >
      <h2>
        {stage.label} <span className="faint num">{data && count(total)}</span>
      </h2>
      <ul role="list">
        {records.map((record) => (
          <li key={record.id} className="board-card" draggable={record.abilities.includes("edit")} onDragStart={() => onDrag(record)} onDragEnd={() => onDrag(null)}>
            <BoardCard record={record} object={object} stages={stages} onMove={onMove} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button compact look="ghost" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("list_records.more", { n: Math.max(total - records.length, 1) })}
        </Button>
      )}
    </section>
  );
}

/**
 * The cards of a stage, page by page. In the usual order, the newest first, a page
 * begins below the last card, whatever came or went above; in another it is counted.
 */
function useColumn(object: ObjectType, search: RecordSearch) {
  const usual = !search.sort;
  const page = (after: string | number | null): RecordSearch => {
    if (!usual) return { ...search, offset: Number(after) };
    const below = after === null ? [] : [{ propertyName: "hs_object_id", operator: "LT", value: String(after) }];
    return { ...search, sort: "hs_object_id", descending: true, filter_groups: withCondition(search.filter_groups ?? [], ...below) };
  };
  return useInfiniteQuery({
    queryKey: [...recordKeys.lists(object.name), "board", search],
    queryFn: ({ pageParam, signal }) => answer(api.POST("/objects/{object}/search", { params: { path: { object: object.name } }, body: { ...page(pageParam), limit: SHOWN }, signal })),
    initialPageParam: null as string | number | null,
    getNextPageParam: (last, pages) => (last.records.length < SHOWN ? null : usual ? (last.records.at(-1)?.id ?? null) : pages.length * SHOWN),
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

const BESIDE: Record<string, readonly string[]> = { deal: ["amount", "closedate"], ticket: ["hs_ticket_priority"] };

function BoardCard({ record, object, stages, onMove }: { record: CrmRecord; object: ObjectType; stages: readonly Stage[]; onMove: (record: CrmRecord, stage: Stage) => void }) {
  const { users } = useBootstrap();
  const context = { object, users, values: record.properties };
  const facts = (BESIDE[object.name] ?? object.secondary).flatMap((name) => {
    const def = propertyOf(object, name);
    return def && record.properties[name] ? [readable(def, record.properties[name], context)] : [];
  });
  const owner = users.find((user) => user.id === record.owner_id)?.name;
  const here = stages.find(({ id }) => id === record.properties[pipedBy(object)?.stage ?? ""]);
  return (
    <>
      <span className="grow">
        <Link className="clip" to={paths.record(record.object, record.id)} draggable={false}>
          {record.title}
        </Link>
        <span className="faint xs clip">{[...facts, owner].filter(Boolean).join(" · ")}</span>
      </span>
      {record.abilities.includes("edit") && (
        <Menu align="end" trigger={<IconButton icon="dots" compact label={t("list_records.move", { name: record.title })} />}>
          <MenuLabel>{t("list_records.move_to")}</MenuLabel>
          {stages.map((stage) => (
            <MenuItem key={stage.id} checked={stage.id === here?.id} onSelect={() => onMove(record, stage)}>
              {stage.label}
            </MenuItem>
          ))}
        </Menu>
      )}
    </>
  );
}
