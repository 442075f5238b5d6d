import { Field } from "@kit/Field.tsx";
import { useEffect, useState } from "react";
import { answer, api, ApiError } from "../../../api/client.ts";
import type { ObjectType, PropertyDef } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { ChoiceField } from "../fields.tsx";

const KINDS = ["number", "string", "date", "datetime", "bool"] as const;
type Kind = (typeof KINDS)[number];
const PAUSE_MS = 400;

interface FormulaFieldProps {
  object: ObjectType;
  name: string;
  kind: PropertyDef["kind"];
  formula: string;
  /** The kind of the result stays as it was made. */
  fixed: boolean;
  error: string | null;
  onKind: (kind: Kind) => void;
  onChange: (formula: string) => void;
}

/** A formula, with what it comes to for a record that there is. */
export function FormulaField({ object, name, kind, formula, fixed, error, onKind, onChange }: FormulaFieldProps) {
  const [example, setExample] = useState({ text: "", wrong: false });
  const [functions, setFunctions] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!formula.trim()) return setExample({ text: "", wrong: false });
    let stale = false;
    const timer = setTimeout(() => {
      answer(api.POST("/objects/{object}/formula", { params: { path: { object: object.name } }, body: { name, formula, kind: kind as Kind } })).then(
        (found) => {
          if (stale) return;
          setFunctions(found.functions);
          setExample({ text: found.record ? t("formula.example", { record: found.record, value: found.value || t("formula.unknown") }) : t("formula.fine"), wrong: false });
        },
        (caught: unknown) => !stale && setExample({ text: caught instanceof ApiError ? caught.message : "", wrong: true }),
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [formula, kind, name, object.name]);
  const names = object.properties.filter((def) => !def.archived && def.name !== name).map((def) => def.name);
  const add = (text: string) => onChange(formula + (formula && !/[\s(]$/.test(formula) ? " " : "") + text);
  return (
    <>
      {!fixed && <ChoiceField label={t("formula.result")} value={kind as Kind} options={KINDS.map((one) => [one, t(`formula.kind_${one}`)] as const)} onChange={onKind} />}
      <Field label={t("formula.label")} hint={t("formula.hint")} error={error}>
        {(ids) => <textarea {...ids} className="input mono" rows={3} required maxLength={2000} spellCheck={false} placeholder="amount * 1.2" value={formula} onChange={(event) => onChange(event.target.value)} />}
      </Field>
      <p className={`sm ${example.wrong ? "form-error" : "muted"}`} role="status">
        {example.text}
      </p>
      <div className="form-pair">
        <select className="input" aria-label={t("formula.add_property")} value="" onChange={(event) => add(event.target.value)}>
          <option value="">{t("formula.add_property")}</option>
          {names.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <select className="input" aria-label={t("formula.add_function")} value="" disabled={functions.length === 0} onChange={(event) => add(`${event.target.value}(`)}>
          <option value="">{t("formula.add_function")}</option>
          {functions.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
    </>
  );
}
