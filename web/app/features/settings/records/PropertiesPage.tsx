import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ObjectType, PropertyDef } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { useObject } from "../../../records/objects.ts";
import { Confirm, FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page, Section } from "../Page.tsx";
import type { SettingsPageProps } from "../pages.ts";
import { definable, define, entryLabel, entryOf, nameOf, useDefinitions } from "./definitions.ts";
import { KindField } from "./KindField.tsx";
import { PropertyDialog } from "./PropertyDialog.tsx";

/** The properties of each kind of record, under their groups. */
export function PropertiesPage({ rest }: SettingsPageProps) {
  const objects = useDefinitions();
  const object = objects && (objects.find(({ name }) => name === rest) ?? definable(objects)[0]);
  const [editing, setEditing] = useState<PropertyDef | "new" | null>(null);
  const [grouping, setGrouping] = useState<ObjectType["groups"][number] | "new" | null>(null);
  const [typed, setTyped] = useState("");
  return (
    <Page
      title={t("properties.title")}
      text={t("properties.text")}
      actions={
        <>
          <Button icon="plus" onClick={() => setGrouping("new")}>
            {t("properties.new_group")}
          </Button>
          <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
            {t("properties.new")}
          </Button>
        </>
      }
    >
      {!object ? (
        <Loading />
      ) : (
        <>
          <KindField page="properties" objects={definable(objects)} value={object.name} />
          <TextField label={t("settings.search")} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
          {object.groups.map((group) => (
            <Group key={group.name} object={object} group={group} typed={typed} onEdit={setEditing} onRename={() => setGrouping(group)} />
          ))}
          {editing && <PropertyDialog object={object} def={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
          {grouping && <GroupDialog object={object} group={grouping === "new" ? null : grouping} onClose={() => setGrouping(null)} />}
        </>
      )}
    </Page>
  );
}

interface GroupProps {
  object: ObjectType;
  group: ObjectType["groups"][number];
  typed: string;
  onEdit: (def: PropertyDef) => void;
  onRename: () => void;
}

function Group({ object, group, typed, onEdit, onRename }: GroupProps) {
  const [archiving, setArchiving] = useState<PropertyDef | null>(null);
  const read = useObject(object.name);
  const wanted = typed.trim().toLowerCase();
  const label = (def: PropertyDef) => read?.properties.find(({ name }) => name === def.name)?.label ?? def.label;
  const shown = object.properties.filter((def) => def.group === group.name && !def.archived && (label(def).toLowerCase().includes(wanted) || def.name.includes(wanted)));
  const empty = !object.properties.some((def) => def.group === group.name && !def.archived);
  if (shown.length === 0 && !(empty && !wanted)) return null;
  const title = group.label || t("properties.ours");
  const path = { params: { path: { object: object.name, name: group.name } } };
  return (
    <Section
      title={title}
      actions={
        <>
          <IconButton icon="pen" label={`${t("action.edit")}: ${title}`} onClick={onRename} />
          {empty && <IconButton icon="trash" label={`${t("action.delete")}: ${title}`} onClick={() => void define(api.DELETE("/objects/{object}/groups/{name}", path))} />}
        </>
      }
    >
      <Lines label={title} none={t("properties.none")}>
        {shown.map((def) => {
          const entry = entryOf(def);
          return (
            <Line
              key={def.name}
              title={label(def)}
              detail={`${def.name} · ${entry ? t(entryLabel(entry)) : def.kind}`}
              tags={
                <>
                  {!def.builtin && <Tag look="accent">{t("properties.custom")}</Tag>}
                  {def.hidden && <Tag>{t("properties.hidden_tag")}</Tag>}
                  {def.unique && <Tag>{t("properties.unique_tag")}</Tag>}
                </>
              }
            >
              <IconButton icon="pen" label={`${t("action.edit")}: ${label(def)}`} onClick={() => onEdit(def)} />
              {!def.builtin && <IconButton icon="trash" label={`${t("properties.archive")}: ${def.label}`} onClick={() => setArchiving(def)} />}
            </Line>
          );
        })}
      </Lines>
      {archiving && (
        <Confirm
          title={t("properties.archive_title", { name: archiving.label })}
          text={t("properties.archive_text")}
          button={t("properties.archive")}
          send={() => define(api.DELETE("/objects/{object}/properties/{name}", { params: { path: { object: object.name, name: archiving.name } } }))}
          onClose={() => setArchiving(null)}
        />
      )}
    </Section>
  );
}

function GroupDialog({ object, group, onClose }: { object: ObjectType; group: ObjectType["groups"][number] | null; onClose: () => void }) {
  const [label, setLabel] = useState(group?.label ?? "");
  const name = group?.name ?? nameOf(label);
  return (
    <FormDialog title={t(group ? "properties.edit_group" : "properties.new_group")} fields={["label", "name"]} send={() => define(api.PUT("/objects/{object}/groups/{name}", { params: { path: { object: object.name, name } }, body: { label } }))} onClose={onClose}>
      {(errorOf) => <TextField label={t("properties.label")} required autoFocus maxLength={200} error={errorOf("label") ?? errorOf("name")} value={label} onChange={(event) => setLabel(event.target.value)} />}
    </FormDialog>
  );
}
