import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { FindRecord } from "../../records/FindRecord.tsx";
import { propertyOf } from "../../records/objects.ts";
import { readable } from "../../records/values.ts";
import { mergeRecords, preview } from "./merging.ts";

interface MergeDialogProps {
  record: CrmRecord;
  object: ObjectType;
  /** The other one, where it is known already. */
  other?: CrmRecord;
  onClose: () => void;
}

/** Chooses the other record, shows both beside each other, and makes one of them. */
export function MergeDialog({ record, object, other: known, onClose }: MergeDialogProps) {
  const [other, setOther] = useState<CrmRecord | null>(known ?? null);
  const [swapped, setSwapped] = useState(false);
  const navigate = useNavigate();
  const survivor = swapped && other ? other : record;
  const gone = swapped ? record : other;
  const form = useForm(async () => {
    if (!gone) return;
    await mergeRecords(survivor, gone);
    onClose();
    if (survivor.id !== record.id) void navigate({ to: paths.record(survivor.object, survivor.id), replace: true });
  });
  return (
    <Dialog title={t("record.merge_title", { name: record.title })} closeLabel={t("action.close_dialog")} open onClose={onClose} width={other ? 680 : 440}>
      {!other && <FindRecord object={object} without={[record.id]} onChosen={setOther} />}
      {gone && (
        <form className="vstack form" onSubmit={form.handleSubmit}>
          <p>{t("record.merge_text", { kept: survivor.title, gone: gone.title })}</p>
          <Comparison object={object} survivor={survivor} gone={gone} />
          {form.general([]) && (
            <p className="form-error" role="alert">
              {form.general([])}
            </p>
          )}
          <div className="hstack form-foot">
            <Button icon="retry" onClick={() => setSwapped(!swapped)}>
              {t("record.merge_swap")}
            </Button>
            <span className="grow" />
            <Button onClick={onClose}>{t("action.cancel")}</Button>
            <Button look="pri" type="submit" disabled={form.busy}>
              {t("record.merge")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Comparison({ object, survivor, gone }: { object: ObjectType; survivor: CrmRecord; gone: CrmRecord }) {
  const { users } = useBootstrap();
  const text = (record: CrmRecord, name: string, value: string) => {
    const def = propertyOf(object, name);
    return def ? readable(def, value, { object, users, values: record.properties }) : value;
  };
  return (
    <div className="merge-scroll">
      <table className="merge-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("record.merge_kept", { name: survivor.title })}</th>
            <th scope="col">{t("record.merge_gone", { name: gone.title })}</th>
          </tr>
        </thead>
        <tbody>
          {preview(object, survivor, gone).map(({ name, label, kept, given, result }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              <td className={result === kept ? "wins" : ""}>{text(survivor, name, kept) || "–"}</td>
              <td className={result === given ? "wins" : ""}>{text(gone, name, given) || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
