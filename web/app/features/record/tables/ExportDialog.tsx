import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Field, Select } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, API_BASE } from "../../../api/client.ts";
import type { ObjectType, RecordExport, RecordSearch } from "../../../api/types.ts";
import { useForm } from "../../../data/useForm.ts";
import { t } from "../../../i18n/i18n.ts";
import { count, fileSize } from "../../../i18n/time.ts";
import { wordsOf } from "./words.ts";
import "./tables.css";

interface ExportDialogProps {
  object: ObjectType;
  search: RecordSearch;
  columns: readonly string[];
  total: number;
  onClose: () => void;
}

/** Writes what a table shows into a file, and hands it over. */
export function ExportDialog({ object, search, columns, total, onClose }: ExportDialogProps) {
  const [all, setAll] = useState(false);
  const [id, setId] = useState("");
  const { query = "", filter_groups, sort = "", descending = false, list_id } = search;
  const form = useForm(async () => {
    const labels = Object.fromEntries(object.properties.map(({ name, label }) => [name, label]));
    const body = { labels, words: wordsOf(object), query, sort, descending, columns: all ? [] : [...columns], ...(filter_groups ? { filter_groups } : {}), ...(list_id ? { list_id } : {}) };
    setId((await answer(api.POST("/objects/{object}/exports", { params: { path: { object: object.name } }, body }))).id);
  });
  return (
    <Dialog title={t("tables.export_title", { kind: object.plural })} closeLabel={t("action.close_dialog")} open onClose={onClose} width={460}>
      {id ? (
        <Written id={id} />
      ) : (
        <form className="vstack form" onSubmit={form.handleSubmit}>
          <p>{t("tables.export_text", { n: total, count: count(total) })}</p>
          <Field label={t("tables.export_columns")}>
            {(ids) => (
              <Select {...ids} value={all ? "all" : "shown"} onChange={(event) => setAll(event.target.value === "all")}>
                <option value="shown">{t("tables.export_shown")}</option>
                <option value="all">{t("tables.export_all")}</option>
              </Select>
            )}
          </Field>
          {form.general([]) && (
            <p className="form-error" role="alert">
              {form.general([])}
            </p>
          )}
          <div className="hstack form-foot">
            <Button onClick={onClose}>{t("action.cancel")}</Button>
            <Button look="pri" type="submit" disabled={form.busy}>
              {t("tables.export")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Written({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ["export", id],
    queryFn: () => answer(api.GET("/exports/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.state === "done" || state.data?.state === "failed" ? false : 700),
  });
  return (
    <div className="vstack" role="status">
      <State export={data} />
    </div>
  );
}

function State({ export: one }: { export: RecordExport | undefined }) {
  if (one?.state === "failed") return <p className="form-error">{t("tables.failed", { why: one.reason })}</p>;
  if (one?.state !== "done") {
    return (
      <>
        <p>{t("tables.exporting")}</p>
        <progress className="tables-progress" max={Math.max(1, one?.total ?? 1)} value={one?.done ?? 0} aria-label={t("tables.exporting")} />
      </>
    );
  }
  return (
    <>
      <p>{t("tables.export_ready", { size: fileSize(one.size) })}</p>
      <p className="muted sm">{t("tables.export_kept")}</p>
      <div className="hstack form-foot">
        <a className="btn pri" href={`${API_BASE}/exports/${one.id}/file`} download>
          <Icon name="download" />
          {t("tables.export_download")}
        </a>
      </div>
    </>
  );
}
