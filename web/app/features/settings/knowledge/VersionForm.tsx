import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useEffect, useState } from "react";
import { answer, api, type ApiError, sendFile } from "../../../api/client.ts";
import type { ArticleVersion } from "../../../api/types.ts";
import { reportFailure } from "../../../data/doing.ts";
import { t } from "../../../i18n/i18n.ts";
import { SwitchLine } from "../fields.tsx";
import { Form } from "../Form.tsx";
import { Confirm } from "../FormDialog.tsx";
import { HtmlField } from "../HtmlField.tsx";
import { Section } from "../Page.tsx";
import { refresh, save } from "../server.ts";
import { type ArticleLanguage } from "./model.ts";
import { NewerVersion } from "./NewerVersion.tsx";

/** What an author writes in one language. */
export interface VersionInput {
  title: string;
  description: string;
  html: string;
  published: boolean;
}

interface VersionFormProps {
  language: ArticleLanguage;
  version: ArticleVersion | null;
  /** Nothing would be left of the article. */
  only: boolean;
  /** Writes what was made of a revision, 0 for none, and returns the new one. */
  write: (body: VersionInput & { revision: number }) => Promise<number>;
}

/** An article in one language: a draft until it is published. What colleagues save shows at once where nothing was changed here. */
export function VersionForm(props: VersionFormProps) {
  const [round, setRound] = useState(0);
  return <Sheet key={round} {...props} onTake={() => setRound(round + 1)} />;
}

function Sheet({ language, version, only, write, onTake }: VersionFormProps & { onTake: () => void }) {
  const [values, setValues] = useState<VersionInput>({ title: version?.title ?? "", description: version?.description ?? "", html: version?.html ?? "", published: version?.published ?? false });
  const [saved, setSaved] = useState(values);
  const [base, setBase] = useState(version?.revision ?? 0);
  const [sending, setSending] = useState(false);
  const newer = !sending && version !== null && version.revision > base;
  const edited = !same(values, saved);
  useEffect(() => {
    if (newer && !edited) onTake();
  });
  const [deleting, setDeleting] = useState(false);
  const set = (part: Partial<VersionInput>) => setValues((old) => ({ ...old, ...part }));
  const send = async () => {
    setSending(true);
    try {
      setBase(await write({ ...values, revision: base }));
      setSaved(values);
    } catch (error) {
      if ((error as ApiError).code === "newer_revision") await refresh();
      throw error;
    } finally {
      setSending(false);
    }
  };
  const name = t(`language.${language}`);
  const path = { id: version?.article_id ?? "", language };
  return (
    <Section title={name} text={version ? (version.published ? t("knowledge.is_published") : t("knowledge.is_draft")) : t("knowledge.not_written")}>
      <Form fields={["title", "html"]} disabled={values.title.trim() === "" || !edited || newer} send={send}>
        {(errorOf) => (
          <>
            <TextField label={t("knowledge.article_title")} lang={language} maxLength={200} error={errorOf("title")} value={values.title} onChange={(event) => set({ title: event.target.value })} />
            <TextField label={t("knowledge.description")} hint={t("knowledge.description_hint")} lang={language} maxLength={300} value={values.description} onChange={(event) => set({ description: event.target.value })} />
            <HtmlField label={`${t("knowledge.body")} (${name})`} html={version?.html ?? ""} upload={upload} headings onChange={({ html }) => set({ html })} />
            {errorOf("html") && (
              <p className="form-error" role="alert">
                {errorOf("html")}
              </p>
            )}
            <SwitchLine label={`${t("knowledge.publish")} (${name})`} hint={t("knowledge.published_hint")} checked={values.published} onChange={(published) => set({ published })} />
            {newer && edited && <NewerVersion version={version} onTake={onTake} onKeep={() => setBase(version.revision)} />}
          </>
        )}
      </Form>
      {version && (
        <div className="hstack">
          <Button icon="eye" disabled={edited} title={edited ? t("knowledge.save_first") : undefined} onClick={() => void preview(path)}>
            {t("knowledge.preview")}
          </Button>
          {version.published && (
            <a href={version.url} target="_blank" rel="noopener">
              {t("knowledge.open_page")}
            </a>
          )}
          {!only && (
            <Button look="ghost" icon="trash" onClick={() => setDeleting(true)}>
              {t("action.delete")}
            </Button>
          )}
        </div>
      )}
      {deleting && (
        <Confirm
          title={t("knowledge.delete", { name: version?.title ?? "" })}
          text={t("knowledge.delete_version_text", { language: name })}
          button={t("action.delete")}
          send={() => save(api.DELETE("/articles/{id}/versions/{language}", { params: { path } }))}
          onClose={() => setDeleting(false)}
        />
      )}
    </Section>
  );
}

const same = (a: VersionInput, b: VersionInput) => a.title === b.title && a.description === b.description && a.html === b.html && a.published === b.published;

const upload = async (file: File) => (await sendFile("POST", "/article-pictures", file)) as { url: string };

// The window opens with the click: one that opened after the answer would be blocked.
async function preview(path: { id: string; language: string }): Promise<void> {
  const page = window.open("", "_blank");
  if (!page) return;
  page.opener = null;
  try {
    page.location = (await answer(api.POST("/articles/{id}/versions/{language}/preview", { params: { path } }))).url;
  } catch (error) {
    page.close();
    reportFailure(error as ApiError);
  }
}
