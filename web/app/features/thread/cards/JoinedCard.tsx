import { Button } from "@kit/Button.tsx";
import { useState } from "react";
import type { CrmRecord, ObjectType } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { AddRecord } from "../../../records/AddRecord.tsx";
import { CreateRecord } from "../../../records/CreateRecord.tsx";
import { RecordLine } from "../../../records/RecordFace.tsx";

interface JoinedCardProps {
  object: ObjectType;
  records: readonly CrmRecord[];
  contact: CrmRecord | null;
  /** What a new one belongs to beside the contact: the company of a deal (CRM-11). */
  also: CrmRecord | null;
}

/** Records of one kind that the contact has, and ways to more of them. */
export function JoinedCard({ object, records, contact, also }: JoinedCardProps) {
  const [creating, setCreating] = useState(false);
  const single = object.name === "company";
  const may = contact?.abilities.includes("edit") && object.rights.edit !== "none" && !(single && records.length > 0);
  return (
    <>
      {records.map((record) => (
        <RecordLine key={record.id} record={record} object={object} />
      ))}
      {contact && may && (
        <div className="card-ways">
          <Button compact look="ghost" icon="plus" onClick={() => setCreating(true)}>
            {t("records.create_short")}
            <span className="visually-hidden"> {object.singular}</span>
          </Button>
          <AddRecord to={contact} object={object} without={records.map(({ id }) => id)} />
        </div>
      )}
      {contact && creating && <CreateRecord object={object} belongsTo={[contact, ...(also ? [also] : [])]} initial={object.name === "deal" ? { dealname: `${also?.title ?? contact.title} – ` } : {}} onClose={() => setCreating(false)} />}
    </>
  );
}
