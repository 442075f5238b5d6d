import { Button, IconButton } from "@kit/Button.tsx";
import { EmptyState } from "@kit/EmptyState.tsx";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import type { ObjectType } from "../../api/types.ts";
import type { RecordView } from "../../data/preferences.ts";
import { useBootstrap } from "../../data/session.ts";
import { useSelection } from "../../data/selection.ts";
import { t } from "../../i18n/i18n.ts";
import { count } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { ChooseProperties } from "../../records/ChooseProperties.tsx";
import { Conditions } from "../../records/Conditions.tsx";
import { CreateRecord } from "../../records/CreateRecord.tsx";
import { asked } from "../../records/conditions.ts";
import { useObjects } from "../../records/objects.ts";
import { setTitle } from "../../shell/title.ts";
import { BulkProgress } from "./BulkProgress.tsx";
import { Narrow } from "./Narrow.tsx";
import { RecordBoard } from "./RecordBoard.tsx";
import { RecordBulk } from "./RecordBulk.tsx";
import { RecordTable } from "./RecordTable.tsx";
import { type Narrowing, searchOf, useFound, useRecordViews, WIDE } from "./recordViews.ts";
import { TablesMenu } from "./tables/TablesMenu.tsx";
import { ViewTabs } from "./ViewTabs.tsx";
import "./record.css";
import "./records.css";

const ImportPage = lazy(async () => ({ default: (await import("./tables/ImportPage.tsx")).ImportPage }));

interface RecordsPageProps {
  object: string;
  /** Where a file of them comes in: the import, or "" before there is one. */
  importId?: string;
}

/** The records of a kind, as a table or on a board; or the way in for a file of them. */
export function RecordsPage({ object: name, importId }: RecordsPageProps) {
  const objects = useObjects();
  const object = objects.find((one) => one.name === name || one.id === name);
  if (!object) return <main id="main">{objects.length > 0 && <EmptyState icon="search" title={t("page.none")} />}</main>;
  if (importId !== undefined) {
    return (
      <Suspense>
        <ImportPage object={object} id={importId} />
      </Suspense>
    );
  }
  if (object.rights.view === "none") return <EmptyState icon="lock" title={t("list_records.closed")} />;
  return <Records object={object} kinds={objects.filter((one) => !one.activity && one.name !== "feedback_submission" && one.rights.view !== "none")} />;
}

/** The third look of tickets: the list of the help desk beside its conversations (TIX-10). */
function Conversations() {
  const desk = useBootstrap().inboxes.find((inbox) => inbox.kind === "help_desk" && !inbox.archived);
  return desk && <IconButton icon="inbox" label={t("list_records.split")} onClick={() => currentScope().go(paths.inbox(desk.id))} />;
}

function Records({ object, kinds }: { object: ObjectType; kinds: readonly ObjectType[] }) {
  const saved = useRecordViews(object);
  const [view, setView] = useState<RecordView>(saved.views[0] as RecordView);
  const [narrowing, setNarrowing] = useState<Narrowing>(WIDE);
  const [open, setOpen] = useState<"columns" | "create" | null>(null);
  const [filtering, setFiltering] = useState(false);
  const selection = useSelection();
  const navigate = useNavigate();
  const search = searchOf(object, view, narrowing);
  const found = useFound(object, search);
  // What is ticked stands for what was asked for then, in whatever order.
  const asking = JSON.stringify({ ...search, sort: "", descending: false });
  useEffect(() => selection.clear(), [asking]);
  const ticked = found.records.flatMap(({ id }) => (selection.ids.has(id) ? [id] : []));
  useEffect(() => setTitle(`${object.plural} · Parley`), [object.plural]);
  // What is asked stays with the view of everything; under a name it changes only when it is saved.
  const change = (next: RecordView) => {
    setView(next);
    if (next.id === saved.views[0]?.id) saved.put(next);
  };
  const conditions = asked(view.groups).reduce((sum, { filters }) => sum + filters.length, 0);
  const piped = object.pipelines.length > 0;
  return (
    <main className="records-page" id="main">
      <nav className="records-kinds" aria-label={t("list_records.kinds")}>
        {kinds.map((kind) => (
          <Link key={kind.name} to={paths.records(kind.name)} aria-current={kind.name === object.name ? "page" : undefined}>
            {kind.plural}
          </Link>
        ))}
      </nav>
      <header className="records-head">
        <h1>{object.plural}</h1>
        <span className="muted num" role="status">
          {found.data && t("list_records.total", { n: found.total, count: count(found.total) })}
        </span>
        <span className="grow" />
        {piped && (
          <div role="group" aria-label={t("list_records.look")} className="hstack">
            {object.name === "ticket" && <Conversations />}
            <IconButton icon="list" label={t("list_records.table")} aria-pressed={!view.board} onClick={() => change({ ...view, board: false })} />
            <IconButton icon="panel" label={t("list_records.board")} aria-pressed={view.board} onClick={() => change({ ...view, board: true })} />
          </div>
        )}
        <Link className="sm muted" to={paths.archived(object.name)}>
          {t("list_records.archived")}
        </Link>
        {object.rights.edit !== "none" && (
          <Button look="pri" icon="plus" onClick={() => setOpen("create")}>
            {t("records.create", { kind: object.singular })}
          </Button>
        )}
        <TablesMenu object={object} search={search} columns={view.columns} total={found.total} />
      </header>
      <ViewTabs object={object} views={saved.views} view={view} onOpen={setView} onSave={(next) => (saved.put(next), setView(next))} onDrop={(id) => (saved.drop(id), setView(saved.views[0] as RecordView))} />
      <Narrow object={object} value={narrowing} onChange={setNarrowing}>
        <Button icon="filter" aria-expanded={filtering} onClick={() => setFiltering(!filtering)}>
          {t("list_records.filter", { n: conditions })}
        </Button>
        {!view.board && (
          <Button icon="gear" onClick={() => setOpen("columns")}>
            {t("list_records.columns")}
          </Button>
        )}
      </Narrow>
      {filtering && (
        <div className="records-filter">
          <Conditions object={object} value={view.groups} onChange={(groups) => change({ ...view, groups })} />
        </div>
      )}
      <BulkProgress object={object} />
      {(selection.all || ticked.length > 0) && (
        <RecordBulk object={object} meant={{ pipeline: narrowing.pipeline, ...(selection.all ? { n: found.total, ids: [], search } : { n: ticked.length, ids: ticked, search: null }) }} onAll={!selection.all && ticked.length === found.records.length && found.total > ticked.length ? selection.selectAll : null} total={found.total} onDone={selection.clear} />
      )}
      {view.board && piped ? (
        <RecordBoard object={object} search={search} pipelineId={narrowing.pipeline || (object.pipelines[0]?.id ?? "")} />
      ) : (
        <RecordTable object={object} view={view} onView={change} found={found} selection={selection} />
      )}
      {open === "columns" && <ChooseProperties title={t("list_records.columns")} object={object} value={view.columns} onSave={(columns) => change({ ...view, columns })} onClose={() => setOpen(null)} />}
      {open === "create" && <CreateRecord object={object} onMade={(record) => void navigate({ to: paths.record(object.name, record.id) })} onClose={() => setOpen(null)} />}
    </main>
  );
}
