import { Button, IconButton } from "@kit/Button.tsx";
import { Select } from "@kit/Field.tsx";
import { Chip } from "@kit/Tag.tsx";
import type { ObjectType, PropertyDef, RecordCondition, RecordConditions } from "../api/types.ts";
import { useBootstrap } from "../data/session.ts";
import "../filtering/filtering.css";
import { t } from "../i18n/i18n.ts";
import { askable, emptyCondition, type Operator, operatorLabel, operatorsOf } from "./conditions.ts";
import { propertyOf } from "./objects.ts";
import { PropertyControl } from "./PropertyControl.tsx";
import { choicesOf } from "./values.ts";

interface ConditionsProps {
  object: ObjectType;
  value: readonly RecordConditions[];
  onChange: (value: RecordConditions[]) => void;
}

// The search takes six groups of ten conditions, and no more than that.
const MAX_GROUPS = 6;
const MAX_FILTERS = 10;

/** Conditions on records: all of a group hold together, and one group is enough. */
export function Conditions({ object, value, onChange }: ConditionsProps) {
  const first = askable(object)[0];
  if (!first) return null;
  const setGroup = (at: number, filters: RecordCondition[]) => onChange(value.flatMap((group, index) => (index === at ? (filters.length ? [{ filters }] : []) : [group])));
  return (
    <div className="vstack" role="group" aria-label={t("filter.title")}>
      {value.map(({ filters }, at) => (
        <div key={at} className="vstack">
          {at > 0 && <span className="filter-joint">{t("filter.or")}</span>}
          <div className="filter-group">
            {filters.map((filter, index) => (
              <Condition
                key={index}
                object={object}
                value={filter}
                onChange={(next) => setGroup(at, filters.map((other, place) => (place === index ? next : other)))}
                onRemove={() => setGroup(at, filters.filter((_, place) => place !== index))}
              />
            ))}
            {filters.length < MAX_FILTERS && (
              <Button look="ghost" icon="plus" compact onClick={() => setGroup(at, [...filters, emptyCondition(first)])} style={{ alignSelf: "flex-start" }}>
                {t("filter.add")}
              </Button>
            )}
          </div>
        </div>
      ))}
      {value.length < MAX_GROUPS && (
        <Button icon="plus" compact onClick={() => onChange([...value, { filters: [emptyCondition(first)] }])} style={{ alignSelf: "flex-start" }}>
          {t(value.length === 0 ? "filter.add" : "filter.add_group")}
        </Button>
      )}
    </div>
  );
}

interface ConditionProps {
  object: ObjectType;
  value: RecordCondition;
  onChange: (value: RecordCondition) => void;
  onRemove: () => void;
}

function Condition({ object, value, onChange, onRemove }: ConditionProps) {
  const def = propertyOf(object, value.propertyName);
  const choose = (name: string) => {
    const next = propertyOf(object, name);
    if (next) onChange(emptyCondition(next));
  };
  return (
    <div className="filter-test">
      <Select aria-label={t("filter.field")} value={value.propertyName} onChange={(event) => choose(event.target.value)}>
        {askable(object).map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </Select>
      <Select aria-label={t("filter.operator")} value={value.operator} onChange={(event) => onChange({ ...value, operator: event.target.value })}>
        {def &&
          operatorsOf(def).map((operator) => (
            <option key={operator} value={operator}>
              {t(operatorLabel(def, operator))}
            </option>
          ))}
      </Select>
      {def && <Operand object={object} def={def} value={value} onChange={onChange} />}
      <IconButton icon="close" label={t("filter.remove")} compact onClick={onRemove} />
    </div>
  );
}

function Operand({ object, def, value, onChange }: { object: ObjectType; def: PropertyDef; value: RecordCondition; onChange: (value: RecordCondition) => void }) {
  const { users } = useBootstrap();
  const context = { object, users, values: {} };
  const operator = value.operator as Operator;
  if (operator === "HAS_PROPERTY" || operator === "NOT_HAS_PROPERTY") return null;
  if (operator === "IN" || operator === "NOT_IN") {
    // Stages of every pipeline, not only of the first.
    const stages = def.name === "dealstage" || def.name === "hs_pipeline_stage" ? object.pipelines.flatMap((pipeline) => pipeline.stages.map(({ id, label }) => ({ value: id, label: object.pipelines.length > 1 ? `${pipeline.label}: ${label}` : label }))) : null;
    return <Several choices={stages ?? choicesOf(def, context) ?? []} value={value.values ?? []} onChange={(values) => onChange({ ...value, values })} />;
  }
  return (
    <>
      <PropertyControl def={{ ...def, field: "text" }} context={context} label={t("filter.value")} value={value.value ?? ""} onChange={(next) => onChange({ ...value, value: next })} />
      {operator === "BETWEEN" && <PropertyControl def={def} context={context} label={t("conditions.to")} value={value.highValue ?? ""} onChange={(next) => onChange({ ...value, highValue: next })} />}
    </>
  );
}

interface SeveralProps {
  choices: readonly { value: string; label: string }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}

function Several({ choices, value, onChange }: SeveralProps) {
  return (
    <span className="filter-values">
      {value.map((one) => (
        <Chip key={one} onRemove={() => onChange(value.filter((other) => other !== one))} removeLabel={t("filter.remove")}>
          {choices.find((choice) => choice.value === one)?.label ?? one}
        </Chip>
      ))}
      <Select aria-label={t("filter.value")} value="" onChange={(event) => event.target.value && onChange([...value, event.target.value])}>
        <option value="">{t("filter.choose")}</option>
        {choices
          .filter((choice) => !value.includes(choice.value))
          .map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
      </Select>
    </span>
  );
}
