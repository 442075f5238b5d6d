import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ObjectType, RecordGathering } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { Conditions } from "../../../records/Conditions.tsx";
import { asked } from "../../../records/conditions.ts";
import { useObjects } from "../../../records/objects.ts";
import { ChoiceField } from "../fields.tsx";
import { Confirm, FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page } from "../Page.tsx";
import type { SettingsPageProps } from "../pages.ts";
import { save, useServer } from "../server.ts";
import { definable } from "./definitions.ts";
import { KindField } from "./KindField.tsx";

/** Lists of records, filled by hand or by a filter (CRM-22). */
export function ListsPage({ rest }: SettingsPageProps) {
  const objects = definable(useObjects());
  const name = rest || "contact";
  const object = objects.find((one) => one.name === name);
  const lists = useServer("record-lists", () => api.GET("/objects/{object}/lists", { params: { path: { object: name } } }), name)?.lists;
  const [editing, setEditing] = useState<RecordGathering | "new" | null>(null);
  const [deleting, setDeleting] = useState<RecordGathering | null>(null);
  return (
    <Page
      title={t("lists.title")}
      text={t("lists.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
          {t("lists.new")}
        </Button>
      }
    >
      {objects.length > 0 && <KindField page="lists" objects={objects} value={name} />}
      {lists ? (
        <Lines label={t("lists.title")} none={t("lists.none")}>
          {lists.map((list) => (
            <Line key={list.id} title={list.name} tags={<Tag>{t(list.fixed ? "lists.fixed" : "lists.by_filter")}</Tag>}>
              <IconButton icon="pen" label={`${t("action.edit")}: ${list.name}`} onClick={() => setEditing(list)} />
              <IconButton icon="trash" label={`${t("action.delete")}: ${list.name}`} onClick={() => setDeleting(list)} />
            </Line>
          ))}
        </Lines>
      ) : (
        <Loading />
      )}
      {editing && object && <ListDialog object={object} list={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm
          title={t("lists.delete", { name: deleting.name })}
          text={t("lists.delete_text")}
          button={t("action.delete")}
          send={() => save(api.DELETE("/objects/{object}/lists/{id}", { params: { path: { object: name, id: Number(deleting.id) } } }))}
          onClose={() => setDeleting(null)}
        />
      )}
    </Page>
  );
}

function ListDialog({ object, list, onClose }: { object: ObjectType; list: RecordGathering | null; onClose: () => void }) {
  const [name, setName] = useState(list?.name ?? "");
  const [kind, setKind] = useState<"fixed" | "by_filter">(list && !list.fixed ? "by_filter" : "fixed");
  const [groups, setGroups] = useState(list?.filter_groups ?? []);
  const body = { name, fixed: kind === "fixed", ...(kind === "fixed" ? {} : { filter_groups: asked(groups) }) };
  const send = () =>
    list
      ? save(api.PATCH("/objects/{object}/lists/{id}", { params: { path: { object: object.name, id: Number(list.id) } }, body }))
      : save(api.POST("/objects/{object}/lists", { params: { path: { object: object.name } }, body }));
  return (
    <FormDialog title={t(list ? "lists.edit" : "lists.new")} width={640} fields={["name"]} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("lists.name")} required autoFocus maxLength={200} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          {!list && <ChoiceField label={t("lists.kind")} value={kind} options={[["fixed", t("lists.fixed")], ["by_filter", t("lists.by_filter")]]} onChange={setKind} />}
          {kind === "by_filter" ? <Conditions object={object} value={groups} onChange={setGroups} /> : <p className="muted sm">{t("lists.fixed_hint")}</p>}
        </>
      )}
    </FormDialog>
  );
}
