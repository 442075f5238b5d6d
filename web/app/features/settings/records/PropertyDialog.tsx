import { Button, IconButton } from "@kit/Button.tsx";
import { Field, TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ObjectType, PropertyDef } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { ChoiceField, SwitchLine } from "../fields.tsx";
import { FormDialog } from "../FormDialog.tsx";
import { FormulaField } from "./FormulaField.tsx";
import { CALCULATED, define, ENTRIES, type Entry, entryLabel, entryOf, moved, nameOf } from "./definitions.ts";

type Options = PropertyDef["options"];

/** Defines a property, or changes what may be changed of it. */
export function PropertyDialog({ object, def, onClose }: { object: ObjectType; def: PropertyDef | null; onClose: () => void }) {
  const [label, setLabel] = useState(def?.label ?? "");
  const [name, setName] = useState("");
  const [description, setDescription] = useState(def?.description ?? "");
  const [group, setGroup] = useState(def?.group ?? object.groups[0]?.name ?? "");
  const [entry, setEntry] = useState<Entry>(def ? (entryOf(def) ?? "string/text") : "string/text");
  const [options, setOptions] = useState<Options>(def?.options ?? []);
  const [unique, setUnique] = useState(def?.unique ?? false);
  const [hidden, setHidden] = useState(def?.hidden ?? false);
  const [calculated, setCalculated] = useState(!!def?.formula);
  const [formula, setFormula] = useState(def?.formula ?? "");
  const [result, setResult] = useState<PropertyDef["kind"]>(def?.formula ? def.kind : "number");
  const known = def && !entryOf(def) && !calculated;
  const [kind, field] = calculated ? [result, CALCULATED] : known ? [def.kind, def.field] : (entry.split("/") as [PropertyDef["kind"], string]);
  const chooses = kind === "enumeration" && !def?.external;
  // The kind of values stays as it was made: only the way of entering them can change.
  const entries = def ? ENTRIES.filter((one) => one.startsWith(`${def.kind}/`)) : ENTRIES;
  const body = { label, description, group, kind, field, unique: unique && !calculated, hidden, formula: calculated ? formula : "", options: chooses ? options.filter((option) => option.label.trim()).map((option) => ({ ...option, value: option.value || nameOf(option.label) || option.label })) : [] };
  const send = () =>
    def
      ? define(api.PATCH("/objects/{object}/properties/{name}", { params: { path: { object: object.name, name: def.name } }, body }))
      : define(api.POST("/objects/{object}/properties", { params: { path: { object: object.name } }, body: { ...body, name: name || nameOf(label) } }));
  return (
    <FormDialog title={t(def ? "properties.edit" : "properties.new")} width={560} fields={["label", "name", "calculationFormula"]} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("properties.label")} required autoFocus maxLength={200} error={errorOf("label")} value={label} onChange={(event) => setLabel(event.target.value)} />
          {!def && <TextField label={t("properties.name")} hint={t("properties.name_hint")} pattern="[a-z][a-z0-9_]*" placeholder={nameOf(label)} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />}
          <Field label={t("properties.description")}>{(ids) => <textarea className="input" rows={2} maxLength={2000} {...ids} value={description} onChange={(event) => setDescription(event.target.value)} />}</Field>
          <div className="form-pair">
            <ChoiceField label={t("properties.group")} value={group} options={object.groups.map((one) => [one.name, one.label || t("properties.ours")] as const)} onChange={setGroup} />
            {!known && !calculated && <ChoiceField label={t("properties.entry")} value={entry} options={entries.map((one) => [one, t(entryLabel(one))] as const)} onChange={setEntry} />}
          </div>
          {!def && <SwitchLine label={t("properties.calculated")} hint={t("properties.calculated_hint")} checked={calculated} onChange={setCalculated} />}
          {calculated && <FormulaField object={object} name={def?.name ?? name} kind={result} formula={formula} fixed={def !== null} error={errorOf("calculationFormula")} onKind={setResult} onChange={setFormula} />}
          {chooses && <OptionList options={options} onChange={setOptions} />}
          {!calculated && (kind === "string" || kind === "number") && <SwitchLine label={t("properties.unique")} hint={t("properties.unique_hint")} checked={unique} disabled={def !== null} onChange={setUnique} />}
          <SwitchLine label={t("properties.hidden")} checked={hidden} onChange={setHidden} />
        </>
      )}
    </FormDialog>
  );
}

function OptionList({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  const put = (at: number, part: Partial<Options[number]>) => onChange(options.map((option, index) => (index === at ? { ...option, ...part } : option)));
  const move = (at: number, by: number) => onChange(moved(options, at, by));
  return (
    <div className="field" role="group" aria-label={t("properties.options")}>
      <span className="field-label">{t("properties.options")}</span>
      <ol role="list" className="option-list">
        {options.map((option, at) => (
          <li key={at} className="hstack">
            <input className="input grow" required aria-label={t("properties.option", { n: at + 1 })} value={option.label} onChange={(event) => put(at, { label: event.target.value })} />
            <IconButton icon="up" compact disabled={at === 0} label={t("records.up", { label: option.label })} onClick={() => move(at, -1)} />
            <IconButton icon="down" compact disabled={at === options.length - 1} label={t("records.down", { label: option.label })} onClick={() => move(at, 1)} />
            <IconButton icon="eye" compact aria-pressed={option.hidden} label={t(option.hidden ? "properties.show_option" : "properties.hide_option", { label: option.label })} onClick={() => put(at, { hidden: !option.hidden })} />
            <IconButton icon="close" compact label={`${t("action.delete")}: ${option.label}`} onClick={() => onChange(options.filter((_, index) => index !== at))} />
          </li>
        ))}
      </ol>
      <Button icon="plus" compact onClick={() => onChange([...options, { label: "", value: "", hidden: false, displayOrder: options.length }])} style={{ alignSelf: "flex-start" }}>
        {t("properties.add_option")}
      </Button>
    </div>
  );
}
