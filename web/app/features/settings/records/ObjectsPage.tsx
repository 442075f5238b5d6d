import { Button, IconButton } from "@kit/Button.tsx";
import { Field, TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ObjectType } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { ChoiceField, TickList } from "../fields.tsx";
import { Confirm, FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page } from "../Page.tsx";
import { define, nameOf, useDefinitions } from "./definitions.ts";

/** Kinds of record of one's own (CRM-20). */
export function ObjectsPage() {
  const objects = useDefinitions();
  const [editing, setEditing] = useState<ObjectType | "new" | null>(null);
  const [archiving, setArchiving] = useState<ObjectType | null>(null);
  return (
    <Page
      title={t("objects.title")}
      text={t("objects.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
          {t("objects.new")}
        </Button>
      }
    >
      {objects ? (
        <Lines label={t("objects.title")} none={t("objects.none")}>
          {objects
            .filter((object) => object.custom)
            .map((object) => (
              <Line key={object.id} start={<Icon name="list" />} title={object.plural} to={paths.settings(`properties/${object.name}`)} detail={[`${object.name} · ${object.id}`, object.description].filter(Boolean).join(" · ")}>
                <IconButton icon="pen" label={`${t("action.edit")}: ${object.plural}`} onClick={() => setEditing(object)} />
                <IconButton icon="trash" label={`${t("properties.archive")}: ${object.plural}`} onClick={() => setArchiving(object)} />
              </Line>
            ))}
        </Lines>
      ) : (
        <Loading />
      )}
      {editing && <ObjectDialog object={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {archiving && (
        <Confirm
          title={t("objects.archive_title", { name: archiving.plural })}
          text={t("objects.archive_text")}
          button={t("properties.archive")}
          send={() => define(api.DELETE("/objects/{object}", { params: { path: { object: archiving.name } } }))}
          onClose={() => setArchiving(null)}
        />
      )}
    </Page>
  );
}

function ObjectDialog({ object, onClose }: { object: ObjectType | null; onClose: () => void }) {
  const [singular, setSingular] = useState(object?.singular ?? "");
  const [plural, setPlural] = useState(object?.plural ?? "");
  const [description, setDescription] = useState(object?.description ?? "");
  const [first, setFirst] = useState(() => t("objects.first_property"));
  const [primary, setPrimary] = useState(object?.primary ?? "");
  const [secondary, setSecondary] = useState(object?.secondary ?? []);
  const [required, setRequired] = useState(object?.required ?? []);
  const [searchable, setSearchable] = useState(object?.searchable ?? []);
  const own = object?.properties.filter((def) => !def.builtin && !def.archived) ?? [];
  const items = own.map((def) => ({ id: def.name, name: def.label }));
  const send = () => {
    if (object) return define(api.PATCH("/objects/{object}", { params: { path: { object: object.name } }, body: { singular, plural, description, primary, secondary, required, searchable } }));
    const name = nameOf(first) || "name";
    const body = { name: nameOf(singular), singular, plural, description, primary: name, required: [name], searchable: [name], properties: [{ name, label: first, group: "recordinformation", kind: "string" as const, field: "text" }] };
    return define(api.POST("/objects", { body }));
  };
  return (
    <FormDialog title={t(object ? "objects.edit" : "objects.new")} width={560} fields={["name", "labels"]} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <div className="form-pair">
            <TextField label={t("objects.singular")} required autoFocus maxLength={100} error={errorOf("name") ?? errorOf("labels")} value={singular} onChange={(event) => setSingular(event.target.value)} />
            <TextField label={t("objects.plural")} required maxLength={100} value={plural} onChange={(event) => setPlural(event.target.value)} />
          </div>
          <Field label={t("properties.description")}>{(ids) => <textarea className="input" rows={2} maxLength={2000} {...ids} value={description} onChange={(event) => setDescription(event.target.value)} />}</Field>
          {!object && <TextField label={t("objects.primary")} hint={t("objects.primary_hint")} required maxLength={100} value={first} onChange={(event) => setFirst(event.target.value)} />}
          {object && (
            <>
              <ChoiceField label={t("objects.primary")} hint={t("objects.primary_hint")} value={primary} options={own.map((def) => [def.name, def.label] as const)} onChange={setPrimary} />
              <TickList label={t("objects.secondary")} items={items} value={secondary} onChange={setSecondary} />
              <TickList label={t("objects.required")} items={items} value={required} onChange={setRequired} />
              <TickList label={t("objects.searchable")} items={items} value={searchable} onChange={setSearchable} />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}
