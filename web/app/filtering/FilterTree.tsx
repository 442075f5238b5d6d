import { Button, IconButton } from "@kit/Button.tsx";
import { Select } from "@kit/Field.tsx";
import { Chip } from "@kit/Tag.tsx";
import { fromLocalField, toLocalField } from "../asking/times.ts";
import type { FilterField, FilterTest } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { emptyTest, type Groups, MAX_GROUPS, MAX_TESTS, valuesOf } from "./filters.ts";
import "./filtering.css";

interface FilterTreeProps {
  fields: readonly FilterField[];
  value: Groups;
  onChange: (value: Groups) => void;
}

/** Conditions in groups: one word joins the groups, the other joins what is in them. */
export function FilterTree({ fields, value, onChange }: FilterTreeProps) {
  const joint = t(value.op === "or" ? "filter.and" : "filter.or");
  const setGroup = (at: number, tests: FilterTest[]) => onChange({ ...value, groups: value.groups.flatMap((group, index) => (index === at ? (tests.length ? [tests] : []) : [group])) });
  return (
    <div className="vstack" role="group" aria-label={t("filter.title")}>
      {value.groups.map((tests, at) => (
        <div key={at} className="vstack">
          {at > 0 && (
            <Select aria-label={t("filter.joint")} value={value.op} onChange={(event) => onChange({ ...value, op: event.target.value as Groups["op"] })}>
              <option value="or">{t("filter.or")}</option>
              <option value="and">{t("filter.and")}</option>
            </Select>
          )}
          <div className="filter-group">
            {tests.map((test, index) => (
              <div key={index}>
                {index > 0 && <span className="filter-joint">{joint}</span>}
                <FilterLine
                  fields={fields}
                  test={test}
                  onChange={(next) => setGroup(at, tests.map((other, place) => (place === index ? next : other)))}
                  onRemove={() => setGroup(at, tests.filter((_, place) => place !== index))}
                />
              </div>
            ))}
            {tests.length < MAX_TESTS && (
              <Button look="ghost" icon="plus" compact onClick={() => setGroup(at, [...tests, emptyTest(fields)])} style={{ alignSelf: "flex-start" }}>
                {t("filter.add")}
              </Button>
            )}
          </div>
        </div>
      ))}
      {value.groups.length < MAX_GROUPS && (
        <Button icon="plus" onClick={() => onChange({ ...value, groups: [...value.groups, [emptyTest(fields)]] })} style={{ alignSelf: "flex-start" }}>
          {t("filter.add_group")}
        </Button>
      )}
    </div>
  );
}

interface FilterLineProps {
  fields: readonly FilterField[];
  test: FilterTest;
  onChange: (test: FilterTest) => void;
  onRemove: () => void;
}

function FilterLine({ fields, test, onChange, onRemove }: FilterLineProps) {
  const field = fields.find((candidate) => candidate.name === test.field);
  const setOperator = (operator: FilterTest["operator"]) => {
    const wants = valuesOf(operator);
    const one = Array.isArray(test.value) ? test.value[0] : test.value;
    onChange({ ...test, operator, value: wants === "many" ? (one ? [one] : []) : wants === "none" ? null : one });
  };
  return (
    <div className="filter-test">
      <Select aria-label={t("filter.field")} value={test.field} onChange={(event) => onChange(emptyTest(fields, event.target.value))}>
        {fields.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </Select>
      <Select aria-label={t("filter.operator")} value={test.operator} onChange={(event) => setOperator(event.target.value as FilterTest["operator"])}>
        {(field?.operators as FilterTest["operator"][] | undefined)?.map((operator) => (
          <option key={operator} value={operator}>
            {t(`operator.${operator}`)}
          </option>
        ))}
      </Select>
      {field && <FilterValue field={field} test={test} onChange={(value) => onChange({ ...test, value })} />}
      <IconButton icon="close" label={t("filter.remove")} compact onClick={onRemove} />
    </div>
  );
}

function FilterValue({ field, test, onChange }: { field: FilterField; test: FilterTest; onChange: (value: unknown) => void }) {
  const wants = valuesOf(test.operator);
  if (wants === "none") return null;
  if (wants === "many") {
    const chosen = Array.isArray(test.value) ? (test.value as string[]) : [];
    return (
      <span className="filter-values">
        {chosen.map((value) => (
          <Chip key={value} onRemove={() => onChange(chosen.filter((other) => other !== value))} removeLabel={t("filter.remove")}>
            {field.values.find((option) => option.value === value)?.label ?? value}
          </Chip>
        ))}
        <Select aria-label={t("filter.value")} value="" onChange={(event) => event.target.value && onChange([...chosen, event.target.value])}>
          <option value="">{t("filter.choose")}</option>
          {field.values
            .filter((option) => !chosen.includes(option.value))
            .map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
        </Select>
      </span>
    );
  }
  if (field.values.length > 0) {
    return (
      <Select aria-label={t("filter.value")} value={String(test.value ?? "")} onChange={(event) => onChange(event.target.value)}>
        {field.values.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    );
  }
  if (field.type === "time") {
    // The server compares moments; a person means the beginning of a day.
    const day = typeof test.value === "string" && test.value ? toLocalField(Date.parse(test.value)).slice(0, 10) : "";
    return <input className="input" aria-label={t("filter.value")} type="date" required value={day} onChange={(event) => onChange(event.target.value && fromLocalField(`${event.target.value}T00:00`))} />;
  }
  const minutes = field.type === "duration";
  return (
    <span className="hstack">
      <input className="input" aria-label={t("filter.value")} type={minutes ? "number" : "text"} min={minutes ? 1 : undefined} required value={String(test.value ?? "")} onChange={(event) => onChange(event.target.value)} />
      {minutes && t("filter.minutes")}
    </span>
  );
}
