import { Button, IconButton } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { useState } from "react";
import type { ObjectType } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { propertyOf, shownProperties } from "./objects.ts";

interface ChoosePropertiesProps {
  title: string;
  object: ObjectType;
  value: readonly string[];
  onSave: (names: string[]) => void;
  onClose: () => void;
}

/** Which properties are shown, and in which order. */
export function ChooseProperties({ title, object, value, onSave, onClose }: ChoosePropertiesProps) {
  const [names, setNames] = useState(value.filter((name) => propertyOf(object, name)));
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const others = shownProperties(object).filter(({ name, label }) => !names.includes(name) && label.toLowerCase().includes(wanted));
  const move = (at: number, by: number) => {
    const next = names.filter((_, index) => index !== at);
    next.splice(at + by, 0, names[at] ?? "");
    setNames(next);
  };
  const save = () => {
    onSave(names);
    onClose();
  };
  return (
    <Dialog
      title={title}
      closeLabel={t("action.close_dialog")}
      open
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button look="pri" onClick={save}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <ol role="list" className="chosen-properties" aria-label={t("records.shown")}>
        {names.map((name, at) => {
          const label = propertyOf(object, name)?.label ?? name;
          return (
            <li key={name}>
              <Checkbox label={label} checked onChange={() => setNames(names.filter((other) => other !== name))} />
              <span className="grow clip">{label}</span>
              <IconButton icon="up" compact disabled={at === 0} label={t("records.up", { label })} onClick={() => move(at, -1)} />
              <IconButton icon="down" compact disabled={at === names.length - 1} label={t("records.down", { label })} onClick={() => move(at, 1)} />
            </li>
          );
        })}
      </ol>
      <input className="input" type="search" aria-label={t("records.find_property")} placeholder={t("records.find_property")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <ul role="list" className="chosen-properties" aria-label={t("records.not_shown")}>
        {others.map(({ name, label }) => (
          <li key={name}>
            <Checkbox label={label} checked={false} onChange={() => setNames([...names, name])} />
            <span className="grow clip">{label}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
