import { dropToast, showToast } from "@kit/Toast.tsx";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { shownProperties } from "../../records/objects.ts";
import { attempt, refreshRecords } from "../../records/record.ts";

/** Makes one record of two; the toast makes two again (CRM-17). */
export async function mergeRecords(survivor: CrmRecord, other: CrmRecord): Promise<void> {
  const merge = await answer(api.POST("/records/{id}/merge", { params: { path: { id: survivor.id } }, body: { other: other.id } }));
  await refreshRecords();
  const id = `merge-${merge.id}`;
  const undo = () => {
    dropToast(id);
    void unmerge(survivor.id, merge.id);
  };
  showToast({ id, text: t("record.merged", { name: merge.record.title }), stay_ms: 15_000, action: { label: t("action.undo"), run: undo } });
}

export const unmerge = (survivorId: string, mergeId: string): Promise<boolean> =>
  attempt(answer(api.DELETE("/records/{id}/merges/{merge}", { params: { path: { id: survivorId, merge: Number(mergeId) } } })), t("record.unmerged"));

export interface MergePreview {
  name: string;
  label: string;
  kept: string;
  given: string;
  /** What the merged record will have: its own value, else the other's. */
  result: string;
}

/** The properties on which two records differ, and what remains of them. */
export function preview(object: ObjectType, survivor: CrmRecord, other: CrmRecord): MergePreview[] {
  return shownProperties(object).flatMap(({ name, label, read_only }) => {
    const kept = survivor.properties[name] ?? "";
    const given = other.properties[name] ?? "";
    return read_only || kept === given ? [] : [{ name, label, kept, given, result: kept || given }];
  });
}
