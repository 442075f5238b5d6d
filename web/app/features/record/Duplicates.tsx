import { Button } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { RecordLine } from "../../records/RecordFace.tsx";
import { attempt } from "../../records/record.ts";
import { MergeDialog } from "./MergeDialog.tsx";

/** Records that may be the same as this one. */
export function Duplicates({ record, object }: { record: CrmRecord; object: ObjectType }) {
  const [merging, setMerging] = useState<CrmRecord | null>(null);
  const able = record.abilities.includes("delete") && !record.archived_at && (object.name === "contact" || object.name === "company");
  const { data = [] } = useQuery({
    queryKey: ["duplicates", record.id],
    queryFn: async () => (await answer(api.GET("/records/{id}/duplicates", { params: { path: { id: record.id } } }))).duplicates,
    staleTime: 0,
    enabled: able,
  });
  if (!able || data.length === 0) return null;
  return (
    <section className="record-card suggestion" aria-label={t("record.duplicates")}>
      <h2>{t("record.duplicates")}</h2>
      {data.map(({ record: other, reason }) => (
        <div key={other.id}>
          <RecordLine record={other} object={object}>
            <Tag look="warn">{t(`record.same_${reason}`)}</Tag>
          </RecordLine>
          <div className="card-ways">
            <Button compact icon="merge" onClick={() => setMerging(other)}>
              {t("record.merge")}
            </Button>
            <Button compact look="ghost" onClick={() => void attempt(answer(api.DELETE("/records/{id}/duplicates/{other}", { params: { path: { id: record.id, other: other.id } } })))}>
              {t("record.not_same")}
            </Button>
          </div>
        </div>
      ))}
      {merging && <MergeDialog record={record} other={merging} object={object} onClose={() => setMerging(null)} />}
    </section>
  );
}
