import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { answer, api, type ApiError, sendFile } from "../../../api/client.ts";
import type { ArticleVersion } from "../../../api/types.ts";
import { reportFailure } from "../../../data/doing.ts";
import { t } from "../../../i18n/i18n.ts";
import { SwitchLine } from "../fields.tsx";
import { Form } from "../Form.tsx";
import { Confirm } from "../FormDialog.tsx";
import { HtmlField } from "../HtmlField.tsx";
import { Section } from "../Page.tsx";
import { save } from "../server.ts";
import { type ArticleLanguage } from "./model.ts";

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
  write: (body: VersionInput) => Promise<unknown>;
}

/** An article in one language: a draft until it is published. */
export function VersionForm({ language, version, only, write }: VersionFormProps) {
  const [values, setValues] = useState<VersionInput>({ title: version?.title ?? "", description: version?.description ?? "", html: version?.html ?? "", published: version?.published ?? false });
  const [saved, setSaved] = useState(values);
  const [deleting, setDeleting] = useState(false);
  const set = (part: Partial<VersionInput>) => setValues((old) => ({ ...old, ...part }));
  const send = async () => {
    await write(values);
    setSaved(values);
  };
  const name = t(`language.${language}`);
  const path = { id: version?.article_id ?? "", language };
  return (
    <Section title={name} text={version ? (version.published ? t("knowledge.is_published") : t("knowledge.is_draft")) : t("knowledge.not_written")}>
      <Form fields={["title", "html"]} disabled={values.title.trim() === "" || same(values, saved)} send={send}>
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
          </>
        )}
      </Form>
      {version && (
        <div className="hstack">
          <Button icon="eye" disabled={!same(values, saved)} title={same(values, saved) ? undefined : t("knowledge.save_first")} onClick={() => void preview(path)}>
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
