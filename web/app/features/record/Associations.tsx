import { IconButton } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { AssociationGroup, CrmRecord, ObjectType, RecordPage } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { AddRecord } from "../../records/AddRecord.tsx";
import { CreateRecord } from "../../records/CreateRecord.tsx";
import { labelText, useObjects } from "../../records/objects.ts";
import { RecordLine } from "../../records/RecordFace.tsx";
import { attempt } from "../../records/record.ts";

/** What a record belongs to, kind by kind; added, taken off, and said how. */
export function Associations({ page, object }: { page: RecordPage; object: ObjectType }) {
  const kinds = useObjects().filter((other) => !other.activity && other.name !== "feedback_submission" && (other.rights.view !== "none" || other.name === object.name));
  const before = ["company", "contact", "deal", "ticket"];
  const place = (name: string) => (before.includes(name) ? before.indexOf(name) : before.length);
  return [...kinds]
    .sort((a, b) => place(a.name) - place(b.name))
    .map((kind) => <Kind key={kind.name} record={page.record} from={object} kind={kind} group={page.associations.find((group) => group.object === kind.name)} />);
}

interface KindProps {
  record: CrmRecord;
  from: ObjectType;
  kind: ObjectType;
  group: AssociationGroup | undefined;
}

function Kind({ record, from, kind, group }: KindProps) {
  const [creating, setCreating] = useState(false);
  const joined = group?.records ?? [];
  const may = record.abilities.includes("edit");
  return (
    <section className="record-card" aria-label={kind.plural}>
      <h2>
        {kind.plural} <span className="faint">{joined.length}</span>
        <span className="grow" />
        {may && kind.rights.edit !== "none" && <IconButton icon="plus" compact label={t("records.create", { kind: kind.singular })} onClick={() => setCreating(true)} />}
        {may && <AddRecord to={record} object={kind} without={joined.map((one) => one.record.id)} />}
      </h2>
      {joined.map(({ record: other, types }) => (
        <RecordLine key={other.id} record={other} object={kind} tags={types.filter(({ label }) => label).map((one) => <Tag key={one.id}>{labelText(one)}</Tag>)}>
          {may && <Labels record={record} other={other} from={from} to={kind} chosen={types.map(({ id }) => id)} />}
          {may && (
            <IconButton
              icon="close"
              compact
              label={t("record.take_off", { name: other.title })}
              onClick={() => void attempt(answer(api.DELETE("/records/{id}/associations/{to}", { params: { path: { id: record.id, to: other.id } }, body: {} })), t("record.taken_off", { name: other.title }))}
            />
          )}
        </RecordLine>
      ))}
      {creating && <CreateRecord object={kind} belongsTo={[record]} onClose={() => setCreating(false)} />}
    </section>
  );
}

interface LabelsProps {
  record: CrmRecord;
  other: CrmRecord;
  from: ObjectType;
  to: ObjectType;
  chosen: readonly number[];
}

/** How two records belong together. */
function Labels({ record, other, from, to, chosen }: LabelsProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover label={t("record.labels")} open={open} onOpenChange={setOpen} align="end" trigger={<IconButton icon="tag" compact label={t("record.labels_of", { name: other.title })} />}>
      {open && <LabelTicks record={record} other={other} from={from} to={to} chosen={chosen} />}
    </Popover>
  );
}

function LabelTicks({ record, other, from, to, chosen }: LabelsProps) {
  const { data } = useQuery({ queryKey: ["labels", from.name, to.name], queryFn: async () => (await answer(api.GET("/objects/{object}/labels/{to}", { params: { path: { object: from.name, to: to.name } } }))).labels, staleTime: 0 });
  const named = data?.filter(({ label }) => label) ?? [];
  const path = { id: record.id, to: other.id };
  const change = (id: number, on: boolean) => {
    const body = { type_ids: [id] };
    void attempt(answer(on ? api.PUT("/records/{id}/associations/{to}", { params: { path }, body }) : api.DELETE("/records/{id}/associations/{to}", { params: { path }, body })));
  };
  if (data && named.length === 0) return <p className="muted sm">{t("record.labels_none")}</p>;
  return (
    <div className="property-ticks">
      {named.map((one) => (
        <label key={one.id}>
          <Checkbox label={labelText(one)} checked={chosen.includes(one.id)} onChange={(on) => change(one.id, on)} />
          {labelText(one)}
        </label>
      ))}
    </div>
  );
}

