import { EmptyState } from "@kit/EmptyState.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import { currentScope, usePublish } from "../../actions/scope.ts";
import type { ListHandle } from "../../actions/types.ts";
import type { CrmRecord, ObjectType, PropertyDef } from "../../api/types.ts";
import type { RecordView } from "../../data/preferences.ts";
import type { Selection } from "../../data/selection.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { pipedBy, propertyOf } from "../../records/objects.ts";
import { StageTag } from "../../records/RecordFace.tsx";
import { readable, valueOf } from "../../records/values.ts";
import type { useFound } from "./recordViews.ts";

interface RecordTableProps {
  object: ObjectType;
  view: RecordView;
  onView: (view: RecordView) => void;
  found: ReturnType<typeof useFound>;
  selection: Selection;
}

const ROW = 40;

/** Records in rows, only those on the screen drawn; sorted by a click on a column. */
export function RecordTable({ object, view, onView, found, selection }: RecordTableProps) {
  const { records, hasNextPage, fetchNextPage, isFetching } = found;
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const virtual = useVirtualizer({ count: records.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, getItemKey: (index) => records[index]?.id ?? index, overscan: 8 });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && last >= records.length - 15) void fetchNextPage();
  }, [last, records.length, hasNextPage, isFetching, fetchNextPage]);
  usePublish("list", useRecordKeys(records, cursor, setCursor, selection, (index) => virtual.scrollToIndex(index), scroller));

  const columns = view.columns.flatMap((name) => propertyOf(object, name) ?? []);
  const ids = records.map(({ id }) => id);
  const allTicked = ids.length > 0 && (selection.all || ids.every((id) => selection.ids.has(id)));
  const style = { "--columns": columns.length } as CSSProperties;
  if (found.data && records.length === 0) return <EmptyState icon="search" title={t("list_records.none")} text={t("list_records.none_text")} />;
  return (
    <div className="records-scroll" ref={scroller} data-live-list="">
      <div role="table" aria-label={object.plural} aria-rowcount={found.total + 1} aria-busy={!found.data} className="records-table" style={style}>
        <div role="row" className="records-row records-header" aria-rowindex={1}>
          <span role="columnheader" className="records-tick">
            <Checkbox label={t("list_records.select_all")} checked={allTicked ? true : selection.ids.size > 0 ? "indeterminate" : false} onChange={(on) => selection.set(on ? ids : [])} />
          </span>
          <Header label={object.singular} name={object.primary} view={view} onView={onView} />
          {columns.map((def) => (
            <Header key={def.name} label={def.label} name={def.name} view={view} onView={onView} />
          ))}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const record = records[item.index];
            return (
              record && (
                <div key={record.id} role="row" aria-rowindex={item.index + 2} className={`records-row ${record.id === cursor ? "cursor" : ""}`} style={{ transform: `translateY(${item.start}px)` }}>
                  <Cells record={record} object={object} columns={columns} ticked={selection.all || selection.ids.has(record.id)} onTick={(range) => (range ? selection.extend(record.id, ids) : selection.toggle(record.id))} />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface HeaderProps {
  label: string;
  name: string;
  view: RecordView;
  onView: (view: RecordView) => void;
}

function Header({ label, name, view, onView }: HeaderProps) {
  const on = view.sort === name;
  return (
    <span role="columnheader" aria-sort={on ? (view.descending ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => onView({ ...view, sort: name, descending: on && !view.descending })}>
        <span className="clip">{label}</span>
        {on && <Icon name={view.descending ? "down" : "up"} size="small" />}
      </button>
    </span>
  );
}

interface CellsProps {
  record: CrmRecord;
  object: ObjectType;
  columns: readonly PropertyDef[];
  ticked: boolean;
  onTick: (range: boolean) => void;
}

function Cells({ record, object, columns, ticked, onTick }: CellsProps) {
  const { users } = useBootstrap();
  const context = { object, users, values: record.properties };
  const by = pipedBy(object);
  return (
    <>
      <span role="cell" className="records-tick">
        <Checkbox
          label={t("list_records.select", { name: record.title })}
          checked={ticked}
          onChange={() => undefined}
          onClick={(event) => {
            event.preventDefault();
            onTick(event.shiftKey);
          }}
        />
      </span>
      <span role="rowheader">
        <Link className="clip" to={paths.record(record.object, record.id)} data-record={record.id}>
          {record.title}
        </Link>
      </span>
      {columns.map((def) => {
        const text = readable(def, valueOf(record, def.name), context);
        return (
          <span key={def.name} role="cell" className={`clip ${def.kind === "number" ? "num" : ""}`} title={text || undefined}>
            {def.name === by?.stage ? <StageTag record={record} object={object} /> : text}
          </span>
        );
      })}
    </>
  );
}

/** The same keys as in the list of conversations. */
function useRecordKeys(records: readonly CrmRecord[], cursor: string | null, setCursor: (id: string | null) => void, selection: Selection, scrollTo: (index: number) => void, scroller: React.RefObject<HTMLDivElement | null>): ListHandle {
  return useMemo(() => {
    const index = records.findIndex(({ id }) => id === cursor);
    const open = () => {
      const record = records[Math.max(index, 0)];
      if (record) currentScope().go(paths.record(record.object, record.id));
    };
    return {
      move: (by) => {
        const next = index === -1 ? 0 : index + by;
        const record = records[next];
        if (!record) return;
        setCursor(record.id);
        scrollTo(next);
        requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-record="${record.id}"]`)?.focus({ preventScroll: true }));
      },
      open,
      toggle: () => cursor && selection.toggle(cursor),
      extend: () => cursor && selection.extend(cursor, records.map(({ id }) => id)),
      clear: () => {
        if (selection.ids.size === 0 && !selection.all) return false;
        selection.clear();
        return true;
      },
      close: () => undefined,
      leave: () => undefined,
    };
  }, [records, cursor, selection, setCursor, scrollTo, scroller]);
}
