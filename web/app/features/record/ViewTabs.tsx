import { Button } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useState } from "react";
import type { ObjectType } from "../../api/types.ts";
import type { RecordView } from "../../data/preferences.ts";
import { t } from "../../i18n/i18n.ts";
import { EVERYTHING } from "./recordViews.ts";

interface ViewTabsProps {
  object: ObjectType;
  views: readonly RecordView[];
  view: RecordView;
  onOpen: (view: RecordView) => void;
  onSave: (view: RecordView) => void;
  onDrop: (id: string) => void;
}

/** The views that somebody saved: opened, changed, deleted. */
export function ViewTabs({ object, views, view, onOpen, onSave, onDrop }: ViewTabsProps) {
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const kept = views.find(({ id }) => id === view.id);
  const changed = view.id !== EVERYTHING && JSON.stringify(kept) !== JSON.stringify(view);
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    onSave({ ...view, id: crypto.randomUUID(), name: name.trim() });
    setNaming(false);
    setName("");
  };
  return (
    <div className="records-views" role="group" aria-label={t("list_records.views")}>
      {views.map((one) => (
        <button key={one.id} type="button" aria-pressed={one.id === view.id} onClick={() => onOpen(one)}>
          {one.name || t("list_records.everything", { kind: object.plural })}
        </button>
      ))}
      <span className="grow" />
      {changed && (
        <Button compact icon="check" onClick={() => onSave(view)}>
          {t("list_records.save_view")}
        </Button>
      )}
      {view.id !== EVERYTHING && (
        <Button compact look="ghost" icon="trash" onClick={() => onDrop(view.id)}>
          {t("list_records.drop_view")}
        </Button>
      )}
      <Popover
        label={t("list_records.new_view")}
        open={naming}
        onOpenChange={setNaming}
        align="end"
        trigger={
          <Button compact look="ghost" icon="plus">
            {t("list_records.new_view")}
          </Button>
        }
      >
        <form className="hstack" onSubmit={save}>
          <input className="input" autoFocus required maxLength={80} aria-label={t("list_records.view_name")} placeholder={t("list_records.view_name")} value={name} onChange={(event) => setName(event.target.value)} />
          <Button look="pri" type="submit">
            {t("action.save")}
          </Button>
        </form>
      </Popover>
    </div>
  );
}
