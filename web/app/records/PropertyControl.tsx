import { Select } from "@kit/Field.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import type { PropertyDef } from "../api/types.ts";
import { fromLocalField, toLocalField } from "../asking/times.ts";
import { choicesOf, several, type ValueContext } from "./values.ts";

interface PropertyControlProps {
  def: PropertyDef;
  context: ValueContext;
  value: string;
  /** Written whole: what was chosen, or what has been typed so far. */
  onChange: (value: string) => void;
  id?: string;
  label?: string;
  autoFocus?: boolean;
  required?: boolean;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean;
}

/** The control that fits the values of a property: choice, day, number, text. */
export function PropertyControl({ def, context, value, onChange, label, ...rest }: PropertyControlProps) {
  const choices = choicesOf(def, context);
  const named = label ? { "aria-label": label } : {};
  if (choices && def.multiple) return <Ticks label={label ?? def.label} choices={choices} value={value} onChange={onChange} />;
  if (choices) {
    return (
      <Select {...rest} {...named} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">–</option>
        {value && !choices.some((choice) => choice.value === value) && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </Select>
    );
  }
  if (def.field === "textarea" || def.field === "html") {
    return <textarea className="input" rows={4} {...rest} {...named} value={value} onChange={(event) => onChange(event.target.value)} />;
  }
  if (def.kind === "datetime") {
    const local = value ? toLocalField(Date.parse(value)) : "";
    return <input className="input" type="datetime-local" {...rest} {...named} value={local} onChange={(event) => onChange(event.target.value && fromLocalField(event.target.value))} />;
  }
  return <input className="input" type={typeOf(def)} step="any" {...rest} {...named} value={value} onChange={(event) => onChange(event.target.value)} />;
}

function typeOf({ kind, name, field }: PropertyDef): string {
  if (kind === "number" || kind === "date") return kind;
  return name === "phone" || name === "mobilephone" || field === "phonenumber" ? "tel" : "text";
}

interface TicksProps {
  label: string;
  choices: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

function Ticks({ label, choices, value, onChange }: TicksProps) {
  const chosen = several(value);
  return (
    <div role="group" aria-label={label} className="property-ticks">
      {choices.map((choice) => (
        <label key={choice.value}>
          <Checkbox label={choice.label} checked={chosen.includes(choice.value)} onChange={(on) => onChange((on ? [...chosen, choice.value] : chosen.filter((other) => other !== choice.value)).join(";"))} />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
