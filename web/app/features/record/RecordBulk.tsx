import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Field, Select } from "@kit/Field.tsx";
import { showToast } from "@kit/Toast.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, ApiError } from "../../api/client.ts";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";
import { propertyOf, shownProperties } from "../../records/objects.ts";
import { PropertyControl } from "../../records/PropertyControl.tsx";
import { refreshRecords, writeValues } from "../../records/record.ts";
import { writing } from "../../records/values.ts";
import { listsQuery } from "./Narrow.tsx";

interface RecordBulkProps {
  object: ObjectType;
  records: readonly CrmRecord[];
  onDone: () => void;
}

/** What can be done with the ticked records at once. */
export function RecordBulk({ object, records, onDone }: RecordBulkProps) {
  const [asking, setAsking] = useState<"edit" | "list" | "archive" | null>(null);
  const shared = { object, records, onClose: () => setAsking(null), onDone };
  return (
    <div className="records-bulk" role="region" aria-label={t("list_records.selected", { n: records.length })}>
      <b>{t("list_records.selected", { n: records.length })}</b>
      <Button compact icon="pen" onClick={() => setAsking("edit")}>
        {t("list_records.edit")}
      </Button>
      <Button compact icon="list" onClick={() => setAsking("list")}>
        {t("list_records.add_to_list")}
      </Button>
      <Button compact icon="trash" onClick={() => setAsking("archive")}>
        {t("record.archive")}
      </Button>
      <span className="grow" />
      <Button compact look="ghost" icon="close" onClick={onDone}>
        {t("list_records.unselect")}
      </Button>
      {asking === "edit" && <EditAll {...shared} />}
      {asking === "list" && <AddToList {...shared} />}
      {asking === "archive" && <ArchiveAll {...shared} />}
    </div>
  );
}

interface BulkDialogProps extends RecordBulkProps {
  onClose: () => void;
}

/** Does the same to each, and says how far it is; one refusal does not stop the others. */
async function forEach(records: readonly CrmRecord[], work: (record: CrmRecord) => Promise<unknown>): Promise<void> {
  let refused: ApiError | null = null;
  let failures = 0;
  for (const [index, record] of records.entries()) {
    try {
      await work(record);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refused ??= error;
      failures++;
    }
    showToast({ id: "bulk", text: t("job.progress", { done: index + 1, total: records.length }), stay_ms: 0 });
  }
  await refreshRecords();
  showToast({ id: "bulk", failure: failures > 0, text: refused ? t("list_records.some_refused", { n: failures, why: refused.message }) : t("list_records.done", { n: records.length }) });
}

function EditAll({ object, records, onClose, onDone }: BulkDialogProps) {
  const { users } = useBootstrap();
  const editable = shownProperties(object).filter((def) => !def.read_only && !def.unique);
  const [name, setName] = useState(editable[0]?.name ?? "");
  const [value, setValue] = useState("");
  const def = propertyOf(object, name);
  const form = useForm(async () => {
    await forEach(records, (record) => writeValues(record, writing(object, name, value)));
    onClose();
    onDone();
  });
  return (
    <Dialog title={t("list_records.edit_title", { n: records.length })} closeLabel={t("action.close_dialog")} open onClose={onClose}>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        <Field label={t("list_records.property")}>
          {(ids) => (
            <Select {...ids} value={name} onChange={(event) => (setName(event.target.value), setValue(""))}>
              {editable.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {def && <Field label={t("filter.value")}>{(ids) => <PropertyControl {...ids} def={def} context={{ object, users, values: {} }} value={value} onChange={setValue} />}</Field>}
        {!value && <p className="muted sm">{t("list_records.empties")}</p>}
        <Foot busy={form.busy} button={t("action.save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function AddToList({ object, records, onClose, onDone }: BulkDialogProps) {
  const { data } = useQuery(listsQuery(object.name));
  const fixed = data?.filter((list) => list.fixed) ?? [];
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const form = useForm(async () => {
    const id = chosen || (await answer(api.POST("/objects/{object}/lists", { params: { path: { object: object.name } }, body: { name: name.trim(), fixed: true } }))).id;
    await answer(api.POST("/objects/{object}/lists/{id}/members", { params: { path: { object: object.name, id: Number(id) } }, body: { add: records.map((record) => record.id) } }));
    await refreshRecords();
    showToast({ id: "bulk", text: t("list_records.done", { n: records.length }) });
    onClose();
    onDone();
  });
  return (
    <Dialog title={t("list_records.add_to_list")} closeLabel={t("action.close_dialog")} open onClose={onClose}>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        <Field label={t("list_records.list")}>
          {(ids) => (
            <Select {...ids} value={chosen} onChange={(event) => setChosen(event.target.value)}>
              <option value="">{t("list_records.new_list")}</option>
              {fixed.map((list) => (
                <option key={list.id} value={list.id}>
                  {list.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {!chosen && <Field label={t("list_records.list_name")} error={form.general([])}>{(ids) => <input className="input" required maxLength={200} {...ids} value={name} onChange={(event) => setName(event.target.value)} />}</Field>}
        <Foot busy={form.busy} button={t("list_records.add_to_list")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function ArchiveAll({ records, onClose, onDone }: BulkDialogProps) {
  const form = useForm(async () => {
    await forEach(records, (record) => answer(api.POST("/records/{id}/archive", { params: { path: { id: record.id } } })));
    onClose();
    onDone();
  });
  return (
    <Dialog title={t("list_records.archive_title", { n: records.length })} closeLabel={t("action.close_dialog")} open onClose={onClose}>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        <p>{t("list_records.archive_text")}</p>
        <Foot busy={form.busy} button={t("record.archive")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function Foot({ busy, button, onClose }: { busy: boolean; button: string; onClose: () => void }) {
  return (
    <div className="hstack form-foot">
      <Button onClick={onClose}>{t("action.cancel")}</Button>
      <Button look="pri" type="submit" disabled={busy}>
        {button}
      </Button>
    </div>
  );
}
