import { Button } from "@kit/Button.tsx";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { unmerge } from "./merging.ts";

/** The merges that a record came out of, each to be taken back. */
export function Merges({ record }: { record: CrmRecord }) {
  const { users } = useBootstrap();
  const { data = [] } = useQuery({ queryKey: ["merges", record.id], queryFn: async () => (await answer(api.GET("/records/{id}/merges", { params: { path: { id: record.id } } }))).merges, staleTime: 0 });
  if (data.length === 0) return null;
  return (
    <section className="record-card" aria-label={t("record.merges")}>
      <h2>{t("record.merges")}</h2>
      {data.map((merge) => (
        <p key={merge.id} className="hstack sm">
          <span className="grow">{[t("record.merge_number", { id: merge.merged_id }), users.find(({ id }) => id === merge.user_id)?.name, merge.at && dayAndTime(merge.at)].filter(Boolean).join(" · ")}</span>
          {merge.undone_at ? (
            <span className="faint">{t("record.merge_undone")}</span>
          ) : (
            record.abilities.includes("delete") && (
              <Button compact icon="undo" onClick={() => void unmerge(record.id, merge.id)}>
                {t("action.undo")}
              </Button>
            )
          )}
        </p>
      ))}
    </section>
  );
}
