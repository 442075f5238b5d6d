import { Button, IconButton } from "@kit/Button.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ObjectType, RecordBulk } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { count } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { propertyOf } from "../../records/objects.ts";
import { attempt } from "../../records/record.ts";
import { bulksQuery, stopBulk, undoBulk } from "./bulks.ts";

const AWAY = "bulks-away";
// Those that were put away in this browser.
const away = new Set<string>((localStorage.getItem(AWAY) ?? "").split(","));

/** What is being done with many records, and what became of the last: it goes on without this page. */
export function BulkProgress({ object }: { object: ObjectType }) {
  const { data = [] } = useQuery(bulksQuery(object.name));
  const [, setAway] = useState(0);
  const shown = data.filter((bulk, at) => !away.has(bulk.id) && (bulk.state === "running" || at === 0));
  const putAway = (id: string) => {
    setAway(away.add(id).size);
    localStorage.setItem(AWAY, [...away].slice(-20).join());
  };
  return shown.map((bulk) => <OneBulk key={bulk.id} object={object} bulk={bulk} onClose={() => putAway(bulk.id)} />);
}

function titleOf({ verb, properties }: RecordBulk, object: ObjectType): string {
  switch (verb) {
    case "edit":
      return t("many.edit", { what: properties.map((name) => propertyOf(object, name)?.label ?? name).join(", ") });
    case "list":
      return t("many.list");
    case "archive":
      return t("many.archive");
    default:
      return t("many.undo");
  }
}

interface OneBulkProps {
  object: ObjectType;
  bulk: RecordBulk;
  onClose: () => void;
}

function OneBulk({ object, bulk, onClose }: OneBulkProps) {
  const title = titleOf(bulk, object);
  const going = bulk.state === "running";
  const progress = t("job.progress", { done: count(bulk.done), total: count(bulk.total) });
  return (
    <section className="records-many" aria-label={title}>
      <div className="hstack records-many-head">
        <b>{title}</b>
        <span className="num" role="status">
          {going ? progress : resultOf(bulk)}
        </span>
        {going && <progress max={bulk.total} value={bulk.done} aria-label={title} aria-valuetext={progress} />}
        <span className="grow" />
        {bulk.undoable && (
          <Button compact icon="undo" onClick={() => void attempt(undoBulk(bulk))}>
            {t("action.undo")}
          </Button>
        )}
        {going ? (
          <Button compact icon="close" onClick={() => void attempt(stopBulk(bulk))}>
            {t("many.stop")}
          </Button>
        ) : (
          <IconButton icon="close" label={t("many.close")} onClick={onClose} />
        )}
      </div>
      {bulk.failed > 0 && <Refusals object={object} bulk={bulk} />}
    </section>
  );
}

function resultOf({ state, reason, changed, failed }: RecordBulk): string {
  const counts = [t("many.changed", { n: changed, count: count(changed) }), ...(failed > 0 ? [t("many.refused", { n: failed, count: count(failed) })] : [])].join(", ");
  if (state === "failed") return `${t("many.failed", { why: reason })} ${counts}`;
  return state === "stopped" ? `${t("many.stopped")} ${counts}` : counts;
}

/** Why some were left as they are; each leads to its record. */
function Refusals({ object, bulk: { refusals, failed } }: { object: ObjectType; bulk: RecordBulk }) {
  return (
    <details>
      <summary>{t("many.why", { n: failed, count: count(failed) })}</summary>
      <ul className="plain">
        {refusals.map(({ record_id, title, code, reason }) => (
          <li key={record_id}>
            {title ? <Link to={paths.record(object.name, record_id)}>{title}</Link> : <span className="muted">{record_id}</span>} <span className="muted">{WHY[code]?.() ?? reason}</span>
          </li>
        ))}
        {failed > refusals.length && <li className="muted">{t("many.more", { n: failed - refusals.length, count: count(failed - refusals.length) })}</li>}
      </ul>
    </details>
  );
}

const WHY: Readonly<Record<string, () => string>> = {
  FORBIDDEN: () => t("many.why_forbidden"),
  NOT_FOUND: () => t("many.why_gone"),
  CHANGED_SINCE: () => t("many.why_changed"),
  REQUIRED_FIELD: () => t("many.why_required"),
  INVALID_OPTION: () => t("many.why_option"),
  CONTACT_EXISTS: () => t("many.why_taken"),
  CONFLICTING_UNIQUE_VALUE: () => t("many.why_taken"),
};
