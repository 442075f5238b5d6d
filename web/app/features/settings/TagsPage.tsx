import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { ChoiceField } from "./fields.tsx";
import { Confirm, FormDialog } from "./FormDialog.tsx";
import { Line, Lines, Loading, Page, Section } from "./Page.tsx";
import { save, useServer } from "./server.ts";

type TagUse = components["schemas"]["TagUse"];

// Dark enough for white letters and light enough for a dark page.
const COLORS = ["#b8411f", "#b06a1f", "#8a7a1c", "#2f8f4e", "#1c8a7d", "#2b7da1", "#4a6fa5", "#7a54d1", "#a33f74", "#5c6670"] as const;

/** The tags of each inbox, with how often they are used (SET-17). */
export function TagsPage() {
  const inboxes = useBootstrap().inboxes.filter((inbox) => !inbox.archived);
  const tags = useServer("tags", () => api.GET("/tags"))?.tags;
  const [editing, setEditing] = useState<TagUse | "new" | null>(null);
  const [deleting, setDeleting] = useState<TagUse | null>(null);
  const [typed, setTyped] = useState("");
  const shown = tags?.filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <Page
      title={t("tags.title")}
      text={t("tags.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
          {t("tags.new")}
        </Button>
      }
    >
      <TextField label={t("settings.search")} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
      {!shown && <Loading />}
      {shown &&
        inboxes.map((inbox) => (
          <Section key={inbox.id} title={inbox.name}>
            <Lines label={inbox.name} none={t("tags.none")}>
              {shown
                .filter((tag) => tag.inbox_id === inbox.id)
                .map((tag) => (
                  <Line key={tag.id} start={<span className="color-dot" style={{ background: tag.color }} />} title={tag.name} detail={t("tags.uses", { n: tag.use_count })}>
                    <IconButton icon="pen" label={`${t("action.edit")}: ${tag.name}`} onClick={() => setEditing(tag)} />
                    <IconButton icon="trash" label={`${t("action.delete")}: ${tag.name}`} onClick={() => setDeleting(tag)} />
                  </Line>
                ))}
            </Lines>
          </Section>
        ))}
      {editing && <TagDialog tag={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm
          title={t("tags.delete", { name: deleting.name })}
          text={t("tags.delete_text", { n: deleting.use_count })}
          button={t("action.delete")}
          send={() => save(api.DELETE("/tags/{id}", { params: { path: { id: deleting.id } } }))}
          onClose={() => setDeleting(null)}
        />
      )}
    </Page>
  );
}

function TagDialog({ tag, onClose }: { tag: TagUse | null; onClose: () => void }) {
  const inboxes = useBootstrap().inboxes.filter((inbox) => !inbox.archived);
  const [name, setName] = useState(tag?.name ?? "");
  const [color, setColor] = useState<string>(tag?.color ?? COLORS[6]);
  const [inbox, setInbox] = useState(tag?.inbox_id ?? inboxes[0]?.id ?? "");
  const send = () => (tag ? save(api.PATCH("/tags/{id}", { params: { path: { id: tag.id } }, body: { name, color } })) : save(api.POST("/tags", { body: { name, color, inbox_id: inbox } })));
  const colors = [...new Set([...COLORS, color.toLowerCase()])];
  return (
    <FormDialog title={t(tag ? "tags.edit" : "tags.new")} fields={["name"]} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("tags.name")} required autoFocus maxLength={60} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          {!tag && inboxes.length > 1 && <ChoiceField label={t("connect.inbox")} value={inbox} options={inboxes.map((one) => [one.id, one.name] as const)} onChange={setInbox} />}
          <div className="field" role="group" aria-label={t("tags.color")}>
            <span className="field-label">{t("tags.color")}</span>
            <div className="swatch-line">
              {colors.map((one) => (
                <button key={one} type="button" aria-label={one} aria-pressed={one === color.toLowerCase()} style={{ background: one }} onClick={() => setColor(one)} />
              ))}
            </div>
          </div>
        </>
      )}
    </FormDialog>
  );
}
