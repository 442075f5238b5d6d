import { IconButton } from "@kit/Button.tsx";
import { Field, Select } from "@kit/Field.tsx";
import { Checkbox, Switch } from "@kit/Switch.tsx";
import { showToast } from "@kit/Toast.tsx";
import { type ReactNode, useId } from "react";
import { t } from "../../i18n/i18n.ts";

interface ChoiceFieldProps<T extends string> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  disabled?: boolean;
  onChange: (value: T) => void;
}

/** A Field around a choice of one. */
export function ChoiceField<T extends string>({ label, hint, error, value, options, disabled, onChange }: ChoiceFieldProps<T>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Select {...ids} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value as T)}>
          {options.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface SwitchLineProps {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** Something to switch, with what it means. */
export function SwitchLine({ label, hint, checked, disabled = false, onChange }: SwitchLineProps) {
  return (
    <div className="switch-line">
      <div className="grow">
        <span className="field-label">{label}</span>
        {hint && <p className="muted sm">{hint}</p>}
      </div>
      <Switch label={label} checked={checked} disabled={disabled} onChange={onChange} />
    </div>
  );
}

export interface Tickable {
  id: string;
  name: string;
  hint?: string;
}

interface TickListProps {
  label: string;
  items: readonly Tickable[];
  value: readonly string[];
  disabled?: boolean;
  onChange: (value: string[]) => void;
}

// More than this scroll within their field.
const MANY = 16;

/** Several of a list, by ticking. */
export function TickList({ label, items, value, disabled = false, onChange }: TickListProps) {
  const id = useId();
  if (items.length === 0) return null;
  return (
    <div role="group" aria-labelledby={id} className="field">
      <span id={id} className="field-label">
        {label}
      </span>
      <div className={`ticks ${items.length > MANY ? "many" : ""}`}>
        {items.map((item) => (
          <label key={item.id} className="tick">
            <Checkbox label={item.name} disabled={disabled} checked={value.includes(item.id)} onChange={(on) => onChange(on ? [...value, item.id] : value.filter((other) => other !== item.id))} />
            <span className="grow">
              {item.name}
              {item.hint && <span className="line-detail">{item.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}

/** A text that is needed elsewhere, with a button that copies it. */
export function CopyValue({ value, label }: { value: string; label: string }) {
  const copy = () => void navigator.clipboard.writeText(value).then(() => showToast({ id: "copied", text: t("done.copied") }));
  return (
    <span className="copy-value">
      <code className="grow">{value}</code>
      <IconButton icon="copy" compact label={label} onClick={copy} />
    </span>
  );
}
