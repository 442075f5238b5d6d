import { useState } from "react";
import { currentScope } from "../../../actions/scope.ts";
import { api } from "../../../api/client.ts";
import type { Article, ArticleCategory, ArticleVersion } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { ChoiceField } from "../fields.tsx";
import { Loading, Page } from "../Page.tsx";
import { change, save, useServer } from "../server.ts";
import { type ArticleLanguage, headOf, LANGUAGES, nameOf } from "./model.ts";
import { type VersionInput, VersionForm } from "./VersionForm.tsx";

interface EditorProps {
  /** Of an article, or "new". */
  id: string;
  /** The category of a new one. */
  within: string;
  categories: readonly ArticleCategory[];
}

/** An article with its languages side by side. */
export function ArticleEditor({ id, within, categories }: EditorProps) {
  return id === "new" ? <NewArticle within={within} categories={categories} /> : <OldArticle id={id} categories={categories} />;
}

function OldArticle({ id, categories }: Omit<EditorProps, "within">) {
  const article = useServer("article", () => api.GET("/articles/{id}", { params: { path: { id } } }), id);
  if (!article) return <Loading />;
  const move = (category: string) => void change(api.PATCH("/articles/{id}", { params: { path: { id } }, body: { category_id: category } }));
  const write = (language: ArticleLanguage) => async (body: Written) => (await save(api.PUT("/articles/{id}/versions/{language}", { params: { path: { id, language } }, body }))).revision;
  return <Editor article={article} category={article.category_id} categories={categories} onCategory={move} write={write} />;
}

function NewArticle({ within, categories }: Omit<EditorProps, "id">) {
  const [category, setCategory] = useState(categories.some(({ id }) => id === within) ? within : (categories[0]?.id ?? ""));
  const write = (language: ArticleLanguage) => async ({ revision, ...body }: Written) => {
    const made = await save(api.POST("/articles", { body: { ...body, category_id: category, language } }));
    currentScope().go(paths.settings(`knowledge/${made.id}`));
    return revision + 1;
  };
  return <Editor article={null} category={category} categories={categories} onCategory={setCategory} write={write} />;
}

type Written = VersionInput & { revision: number };

interface SidesProps {
  article: Article | null;
  category: string;
  categories: readonly ArticleCategory[];
  onCategory: (id: string) => void;
  write: (language: ArticleLanguage) => (body: Written) => Promise<number>;
}

function Editor({ article, category, categories, onCategory, write }: SidesProps) {
  const versionIn = (code: string): ArticleVersion | null => article?.versions.find(({ language }) => language === code) ?? null;
  return (
    <Page wide title={(article && headOf(article)?.title) || t("knowledge.new")} back={{ to: paths.settings("knowledge"), label: t("knowledge.title") }}>
      <ChoiceField label={t("knowledge.category")} value={category} options={categories.map((each) => [each.id, nameOf(each)] as const)} onChange={onCategory} />
      <div className="article-sides">
        {LANGUAGES.map((code) => (
          <VersionForm key={code} language={code} version={versionIn(code)} only={(article?.versions.length ?? 0) < 2} write={write(code)} />
        ))}
      </div>
    </Page>
  );
}
