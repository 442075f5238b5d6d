import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Field, Select } from "@kit/Field.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cache } from "../../api/cache.ts";
import { answer, api } from "../../api/client.ts";
import type { ObjectType } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";
import { count } from "../../i18n/time.ts";
import { pipedBy, propertyOf, shownProperties } from "../../records/objects.ts";
import { PropertyControl } from "../../records/PropertyControl.tsx";
import { writing } from "../../records/values.ts";
import { begin, type BulkChange, type Meant } from "./bulks.ts";
import { listsQuery } from "./Narrow.tsx";

interface RecordBulkProps {
  object: ObjectType;
  meant: Meant;
  /** All that are loaded are ticked, and more match: they can be ticked too. */
  onAll: (() => void) | null;
  total: number;
  onDone: () => void;
}

/** What can be done at once with the ticked records, or with all that match. */
export function RecordBulk({ object, meant, onAll, total, onDone }: RecordBulkProps) {
  const [asking, setAsking] = useState<"edit" | "list" | "archive" | null>(null);
  const shared = { object, meant, onClose: () => setAsking(null), onDone };
  const selected = t("list_records.selected", { n: meant.n, count: count(meant.n) });
  return (
    <div className="records-bulk" role="region" aria-label={selected}>
      <b aria-live="polite">{selected}</b>
      {onAll && (
        <Button compact onClick={onAll}>
          {t("bulk.all", { n: count(total) })}
        </Button>
      )}
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

interface BulkDialogProps {
  object: ObjectType;
  meant: Meant;
  onClose: () => void;
  onDone: () => void;
}

/** Leaves a change to the server, which tells how far it is. */
function useBegin({ object, meant, onClose, onDone }: BulkDialogProps, change: () => BulkChange | Promise<BulkChange>) {
  return useForm(async () => {
    await begin(object, meant, await change());
    onClose();
    onDone();
  });
}

function EditAll(props: BulkDialogProps) {
  const { object, meant, onClose } = props;
  const { users } = useBootstrap();
  const editable = shownProperties(object).filter((def) => !def.read_only && !def.unique);
  const [name, setName] = useState(editable[0]?.name ?? "");
  const [value, setValue] = useState("");
  const def = propertyOf(object, name);
  const by = pipedBy(object);
  const values: Record<string, string> = by && meant.pipeline ? { [by.pipeline]: meant.pipeline } : {};
  const form = useBegin(props, () => ({ verb: "edit", properties: writing(object, name, value) }));
  return (
    <Dialog title={t("list_records.edit_title", { n: meant.n, count: count(meant.n) })} closeLabel={t("action.close_dialog")} open onClose={onClose}>
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
        {def && <Field label={t("filter.value")} error={form.general([])}>{(ids) => <PropertyControl {...ids} def={def} context={{ object, users, values }} value={value} onChange={setValue} />}</Field>}
        {!value && <p className="muted sm">{t("list_records.empties")}</p>}
        <Foot busy={form.busy} button={t("action.save")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function AddToList(props: BulkDialogProps) {
  const { object, onClose } = props;
  const { data } = useQuery(listsQuery(object.name));
  const fixed = data?.filter((list) => list.fixed) ?? [];
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const form = useBegin(props, async () => {
    const to_list = chosen || (await answer(api.POST("/objects/{object}/lists", { params: { path: { object: object.name } }, body: { name: name.trim(), fixed: true } }))).id;
    void cache.invalidateQueries(listsQuery(object.name));
    setChosen(to_list);
    return { verb: "list", to_list };
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

function ArchiveAll(props: BulkDialogProps) {
  const { meant, onClose } = props;
  const form = useBegin(props, () => ({ verb: "archive" }));
  return (
    <Dialog title={t("list_records.archive_title", { n: meant.n, count: count(meant.n) })} closeLabel={t("action.close_dialog")} open onClose={onClose}>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        <p>{t("list_records.archive_text")}</p>
        {form.general([]) && (
          <p className="form-error" role="alert">
            {form.general([])}
          </p>
        )}
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
