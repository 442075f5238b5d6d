import { useState } from "react";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { type MessageId, t } from "../../i18n/i18n.ts";
import { shownProperties } from "../../records/objects.ts";
import { PropertyList } from "../../records/PropertyList.tsx";

/** Every property of a record, group by group, found by typing. */
export function AllProperties({ record, object }: { record: CrmRecord; object: ObjectType }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const found = shownProperties(object).filter(({ label, name }) => label.toLowerCase().includes(wanted) || name.includes(wanted));
  return (
    <details className="record-all" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("record.all_properties")}</summary>
      {open && (
        <>
          <input className="input" type="search" aria-label={t("records.find_property")} placeholder={t("records.find_property")} value={typed} onChange={(event) => setTyped(event.target.value)} />
          {object.groups.map((group) => {
            const names = found.filter((def) => def.group === group.name).map((def) => def.name);
            return (
              names.length > 0 && (
                <section key={group.name} aria-label={groupLabel(group)}>
                  <h3>{groupLabel(group)}</h3>
                  <PropertyList record={record} object={object} names={names} />
                </section>
              )
            );
          })}
        </>
      )}
    </details>
  );
}

const OURS: Record<string, MessageId> = {
  contactinformation: "group.contactinformation",
  companyinformation: "group.companyinformation",
  dealinformation: "group.dealinformation",
  ticketinformation: "group.ticketinformation",
  feedback_information: "group.feedback_information",
  activityinformation: "group.activityinformation",
  recordinformation: "group.recordinformation",
};

function groupLabel({ name, label }: { name: string; label: string }): string {
  const ours = OURS[name];
  return label || (ours ? t(ours) : name);
}
