import { type ComponentProps, type ReactNode, useId } from "react";
import { Icon } from "./Icon.tsx";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  children: (ids: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean }) => ReactNode;
}

/** A labelled control with its hint and its error, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error || hint ? `${id}-note` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": note, "aria-invalid": Boolean(error) })}
      {(error || hint) && (
        <span id={note} className={error ? "error" : "hint"} role={error ? "alert" : undefined}>
          {error || hint}
        </span>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<ComponentProps<"input">, "id"> {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
}

/** A Field around one line of text. */
export function TextField({ label, hint, error, className = "", ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <input className={`input ${className}`} {...ids} {...rest} />}
    </Field>
  );
}

/** A drop-down of the platform, drawn like the rest. */
export function Select({ className = "", children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={`select-wrap ${className}`}>
      <select className="select" {...rest}>
        {children}
      </select>
      <Icon name="down" size="small" />
    </span>
  );
}
