import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Field } from "@kit/Field.tsx";
import { type ReactNode, useState } from "react";
import type { CrmRecord, ObjectType } from "../api/types.ts";
import { useBootstrap } from "../data/session.ts";
import { useForm } from "../data/useForm.ts";
import { t } from "../i18n/i18n.ts";
import { pipedBy, propertyOf, stagesOf } from "./objects.ts";
import { PropertyControl } from "./PropertyControl.tsx";
import { createRecord } from "./record.ts";
import { ownerOf, writing } from "./values.ts";
import "./records.css";

interface CreateRecordProps {
  object: ObjectType;
  /** Properties to begin with. */
  initial?: Record<string, string>;
  /** What it will belong to, as people read it and by id. */
  belongsTo?: readonly CrmRecord[];
  title?: string;
  /** The properties that are asked for, where others than the usual. */
  names?: readonly string[];
  /** What they are called here, where that says more than their own label. */
  labels?: Record<string, string>;
  /** Makes the record in another way than alone. */
  make?: (properties: Record<string, string>) => Promise<unknown>;
  onMade?: (record: CrmRecord) => void;
  onClose: () => void;
  children?: ReactNode;
}

// What a new record of a kind is asked for, beside what its definition requires.
const ASKED: Record<string, readonly string[]> = {
  contact: ["email", "firstname", "lastname", "phone", "jobtitle", "hubspot_owner_id"],
  company: ["name", "domain", "phone", "city", "country", "hubspot_owner_id"],
  deal: ["dealname", "pipeline", "dealstage", "amount", "closedate", "hubspot_owner_id"],
  ticket: ["subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hubspot_owner_id"],
};

function askedOf(object: ObjectType): string[] {
  const own = object.properties.filter((def) => !def.builtin && !def.archived && !def.hidden && !def.read_only).map((def) => def.name);
  return [...new Set([...(ASKED[object.name] ?? [object.primary, ...own.slice(0, 10)]), ...object.required])];
}

/** A form for a new record (CRM-11, CRM-20). */
export function CreateRecord({ object, initial = {}, belongsTo = [], title, names = askedOf(object), labels = {}, make, onMade, onClose, children }: CreateRecordProps) {
  const { users, user } = useBootstrap();
  const [values, setValues] = useState<Record<string, string>>(() => ({ ...startOf(object, names, user.id), ...initial }));
  const form = useForm(async () => {
    const properties = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    if (make) await make(properties);
    else {
      const made = await createRecord({ object: object.name, properties, to: belongsTo.map(({ id }) => id) });
      onMade?.(made);
    }
    onClose();
  });
  const errorOf = (name: string) => form.of(name) ?? form.of(`properties.${name}`);
  const context = { object, users, values };
  const known = names.flatMap((name) => [name, `properties.${name}`]);
  return (
    <Dialog title={title ?? t("records.create", { kind: object.singular })} closeLabel={t("action.close_dialog")} open onClose={onClose}>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        {names.map((name, index) => {
          const def = propertyOf(object, name);
          if (!def) return null;
          const required = object.required.includes(name) || name === object.primary && object.name !== "contact";
          return (
            <Field key={name} label={labels[name] ?? def.label} error={errorOf(name)}>
              {(ids) => <PropertyControl {...ids} def={def} context={context} autoFocus={index === 0} required={required} value={values[name] ?? ""} onChange={(value) => setValues({ ...values, ...writing(object, name, value) })} />}
            </Field>
          );
        })}
        {children}
        {belongsTo.length > 0 && <p className="muted sm">{t("records.belongs_to", { names: belongsTo.map((record) => record.title).join(", ") })}</p>}
        {form.general(known) && (
          <p className="form-error" role="alert">
            {form.general(known)}
          </p>
        )}
        <div className="hstack form-foot">
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button look="pri" type="submit" disabled={form.busy}>
            {t("action.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

// A record that moves through a pipeline begins at the first stage; whoever makes it owns it.
function startOf(object: ObjectType, names: readonly string[], userId: string): Record<string, string> {
  const by = pipedBy(object);
  const start: Record<string, string> = {};
  if (by && names.includes(by.stage)) {
    start[by.pipeline] = object.pipelines[0]?.id ?? "";
    start[by.stage] = stagesOf(object, start)[0]?.id ?? "";
  }
  if (names.includes("hubspot_owner_id")) start["hubspot_owner_id"] = ownerOf(userId);
  return start;
}
