import { Field, Select } from "@kit/Field.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { useQuery } from "@tanstack/react-query";
import type { ImportPlan, ObjectType, RecordImport } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { propertyOf } from "../../../records/objects.ts";
import { listsQuery } from "../Narrow.tsx";

interface PlanFieldsProps {
  object: ObjectType;
  imp: RecordImport;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
}

const modeOf = ({ create, update }: ImportPlan) => (create && update ? "both" : update ? "update" : "create");

/** By what records are found, what may become of them, and how days and numbers are written. */
export function PlanFields({ object, imp, plan, onPlan }: PlanFieldsProps) {
  const { data: lists = [] } = useQuery(listsQuery(object.name));
  const fixed = lists.filter((list) => list.fixed);
  const mapped = imp.properties.filter(({ name }) => plan.columns.some(({ property }) => property === name));
  const has = (...kinds: string[]) => mapped.some(({ kind, values }) => values && kinds.includes(kind));
  const keys = mapped.filter(({ key }) => key);
  return (
    <fieldset className="tables-fields">
      <legend>{t("tables.how")}</legend>
      <Choice label={t("tables.key")} value={plan.key} onChange={(key) => onPlan({ ...plan, key, ...(key ? {} : { create: true, update: false }) })}>
        {keys.map(({ name, label }) => (
          <option key={name} value={name}>
            {propertyOf(object, name)?.label ?? label}
          </option>
        ))}
        <option value="">{t("tables.no_key")}</option>
      </Choice>
      {plan.key && (
        <Choice label={t("tables.mode")} value={modeOf(plan)} onChange={(mode) => onPlan({ ...plan, create: mode !== "update", update: mode !== "create" })}>
          <option value="both">{t("tables.both")}</option>
          <option value="create">{t("tables.create")}</option>
          <option value="update">{t("tables.update")}</option>
        </Choice>
      )}
      {has("date", "datetime") && (
        <Choice label={t("tables.days")} hint={imp.plan.days ? undefined : t("tables.days_hint")} value={plan.days || "dmy"} onChange={(days) => onPlan({ ...plan, days })}>
          <option value="dmy">{t("tables.dmy")}</option>
          <option value="mdy">{t("tables.mdy")}</option>
          <option value="ymd">{t("tables.ymd")}</option>
        </Choice>
      )}
      {has("number") && (
        <Choice label={t("tables.decimal")} value={plan.decimal} onChange={(decimal) => onPlan({ ...plan, decimal })}>
          <option value=".">{t("tables.point")}</option>
          <option value=",">{t("tables.decimal_comma")}</option>
        </Choice>
      )}
      {fixed.length > 0 && (
        <Choice label={t("tables.list")} value={String(plan.list_id)} onChange={(id) => onPlan({ ...plan, list_id: Number(id) })}>
          <option value="0">{t("tables.no_list")}</option>
          {fixed.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
      )}
      <label className="hstack sm">
        <Checkbox label={t("tables.clear")} checked={plan.clear} onChange={(clear) => onPlan({ ...plan, clear })} />
        {t("tables.clear")}
      </label>
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  hint?: string | undefined;
  value: string;
  onChange: (value: string) => void;
  children: React.ReactNode;
}

function Choice({ label, hint, value, onChange, children }: ChoiceProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
          {children}
        </Select>
      )}
    </Field>
  );
}
