import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import type { CrmRecord, ObjectType } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { RecordFace } from "./RecordFace.tsx";
import { recordKeys } from "./record.ts";

interface FindRecordProps {
  object: ObjectType;
  /** Records that are not offered: what is chosen already. */
  without: readonly string[];
  onChosen: (record: CrmRecord) => void;
}

/** Finds one record of a kind by what is typed. */
export function FindRecord({ object, without, onChosen }: FindRecordProps) {
  const [typed, setTyped] = useState("");
  const { data } = useQuery({
    queryKey: [...recordKeys.lists(object.name), "find", typed],
    queryFn: ({ signal }) => answer(api.POST("/objects/{object}/search", { params: { path: { object: object.name } }, body: { query: typed.trim(), limit: 8 }, signal })),
    placeholderData: (before) => before,
    staleTime: 30_000,
  });
  const found = data?.records.filter(({ id }) => !without.includes(id)) ?? [];
  const label = t("records.find", { kind: object.plural });
  return (
    <div className="vstack record-finder">
      <input className="input" type="search" autoFocus aria-label={label} placeholder={label} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <ul role="list">
        {found.map((record) => (
          <li key={record.id}>
            <button type="button" className="menu-item" onClick={() => onChosen(record)}>
              <RecordFace record={record} object={object} />
            </button>
          </li>
        ))}
      </ul>
      {data && found.length === 0 && <p className="muted sm">{t("records.found_none")}</p>}
    </div>
  );
}
