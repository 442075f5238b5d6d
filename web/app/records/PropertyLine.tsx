import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { ApiError } from "../api/client.ts";
import type { CrmRecord, ObjectType, PropertyDef } from "../api/types.ts";
import { useBootstrap } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { PropertyControl } from "./PropertyControl.tsx";
import { writeWithUndo } from "./record.ts";
import { choicesOf, readable, valueOf, writing } from "./values.ts";
import { ValueHistory } from "./ValueHistory.tsx";

interface PropertyLineProps {
  record: CrmRecord;
  object: ObjectType;
  def: PropertyDef;
}

/** One property of a record, edited in place and saved at once (CRM-07), with its history (CRM-19). */
export function PropertyLine({ record, object, def }: PropertyLineProps) {
  const { users } = useBootstrap();
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState("");
  const shown = useRef<HTMLButtonElement>(null);
  const value = valueOf(record, def.name);
  const context = { object, users, values: record.properties };
  const text = readable(def, value, context);
  const editable = record.abilities.includes("edit") && !def.read_only;

  const leave = () => {
    setTyped(null);
    setError("");
    requestAnimationFrame(() => document.activeElement === document.body && shown.current?.focus());
  };
  const save = async (next: string) => {
    if (next === value) return leave();
    try {
      await writeWithUndo(record, writing(object, def.name, next), def.label);
      leave();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      setError(caught.kind === "offline" ? t("error.offline") : caught.message);
    }
  };
  const handleChange = (next: string) => {
    setTyped(next);
    // A choice of one is made with the choice; texts and ticks are finished by leaving them.
    if (choicesOf(def, context) && !def.multiple) void save(next);
  };
  const handleKeys = (event: KeyboardEvent) => {
    const long = event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && !long) void save(typed ?? "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const handleBlur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget) && typed !== null && !error) void save(typed);
  };

  return (
    <div className="property">
      <dt>{def.label}</dt>
      {typed === null ? (
        <dd>
          {editable ? (
            <button type="button" ref={shown} className="property-value" title={text || undefined} aria-label={t("records.edit_value", { label: def.label, value: text || t("records.no_value") })} onClick={() => setTyped(value)}>
              {text || <span className="faint">–</span>}
            </button>
          ) : (
            <span className="property-value" title={text || undefined}>
              {text || <span className="faint">–</span>}
            </span>
          )}
          <ValueHistory record={record} def={def} context={context} />
        </dd>
      ) : (
        <dd className="editing" onKeyDown={handleKeys} onBlur={handleBlur}>
          <PropertyControl def={def} context={context} value={typed} onChange={handleChange} label={def.label} autoFocus aria-invalid={Boolean(error)} />
          {error && (
            <span className="error" role="alert">
              {error}
            </span>
          )}
        </dd>
      )}
    </div>
  );
}
