import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { Snippet } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { Confirm } from "./FormDialog.tsx";
import { Line, Lines, Loading, Page, Section } from "./Page.tsx";
import { save, useServer } from "./server.ts";
import { TextDialog } from "./TextDialog.tsx";
import { inFolders } from "./texts.ts";

export type TextKind = "snippet" | "template";

/** Short texts for the editor, called by # or / (SET-17). */
export function SnippetsPage() {
  const texts = useServer("snippets", () => api.GET("/snippets"))?.snippets;
  return <TextsPage kind="snippet" texts={texts} />;
}

/** Whole messages with a subject (SET-17, EMAIL-19). */
export function TemplatesPage() {
  const texts = useServer("snippets", () => api.GET("/templates"), "templates")?.templates;
  return <TextsPage kind="template" texts={texts} />;
}

function TextsPage({ kind, texts }: { kind: TextKind; texts: Snippet[] | undefined }) {
  const [typed, setTyped] = useState("");
  const [editing, setEditing] = useState<Snippet | "new" | null>(null);
  const [deleting, setDeleting] = useState<Snippet | null>(null);
  const folders = texts && inFolders(texts, typed);
  const remove = (text: Snippet) => {
    const params = { path: { id: text.id } };
    return kind === "snippet" ? save(api.DELETE("/snippets/{id}", { params })) : save(api.DELETE("/templates/{id}", { params }));
  };
  return (
    <Page
      title={t(`${kind}s.title`)}
      text={t(`${kind}s.text`)}
      actions={
        <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
          {t(`${kind}s.new`)}
        </Button>
      }
    >
      <TextField label={t("settings.search")} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
      {!folders && <Loading />}
      {folders?.length === 0 && <p className="settings-none">{t(typed ? "choice.none" : `${kind}s.none`)}</p>}
      {folders?.map(({ folder, texts: list }) => (
        <Section key={folder} title={folder || t("texts.no_folder")}>
          <Lines label={folder || t("texts.no_folder")} none="">
            {list.map((text) => (
              <Line
                key={text.id}
                start={<Icon name={kind === "snippet" ? "snip" : "template"} />}
                title={text.name}
                detail={`${text.subject || text.text.slice(0, 90)} · ${t("texts.uses", { n: text.use_count })}`}
                tags={
                  <>
                    {text.shortcut && <Tag>#{text.shortcut}</Tag>}
                    {text.scope !== "everyone" && <Tag look="accent">{t(`scope.${text.scope}`)}</Tag>}
                  </>
                }
              >
                {text.editable && (
                  <>
                    <IconButton icon="pen" label={`${t("action.edit")}: ${text.name}`} onClick={() => setEditing(text)} />
                    <IconButton icon="trash" label={`${t("action.delete")}: ${text.name}`} onClick={() => setDeleting(text)} />
                  </>
                )}
              </Line>
            ))}
          </Lines>
        </Section>
      ))}
      {editing && <TextDialog kind={kind} text={editing === "new" ? null : editing} folders={folders?.map(({ folder }) => folder) ?? []} onClose={() => setEditing(null)} />}
      {deleting && <Confirm title={t("texts.delete", { name: deleting.name })} text={t("texts.delete_text")} button={t("action.delete")} send={() => remove(deleting)} onClose={() => setDeleting(null)} />}
    </Page>
  );
}
