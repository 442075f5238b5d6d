import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { fromLocalField, toLocalField } from "./times.ts";

interface WhenFieldProps {
  label: string;
  button: string;
  /** The moment to begin with; otherwise tomorrow. */
  start?: string;
  onChosen: (at: string) => void;
}

/** A moment of one's own choice. */
export function WhenField({ label, button, start, onChosen }: WhenFieldProps) {
  const [value, setValue] = useState(() => toLocalField(start ? Date.parse(start) : Date.now() + 24 * 3_600_000));
  return (
    <form
      className="when-custom"
      onSubmit={(event) => {
        event.preventDefault();
        onChosen(fromLocalField(value));
      }}
    >
      <TextField label={label} type="datetime-local" required value={value} min={toLocalField(Date.now())} onChange={(event) => setValue(event.target.value)} />
      <Button type="submit">{button}</Button>
    </form>
  );
}
