import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { currentScope } from "../../../actions/scope.ts";
import { api } from "../../../api/client.ts";
import type { Article, ArticleCategory } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { moved } from "../chatflows/model.ts";
import { Confirm } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page, Section } from "../Page.tsx";
import type { SettingsPageProps } from "../pages.ts";
import { change, save, useServer } from "../server.ts";
import { ArticleEditor } from "./ArticleEditor.tsx";
import { CategoryDialog } from "./CategoryDialog.tsx";
import { found, headOf, nameOf } from "./model.ts";

/** The help articles by category, drafts among them, or the one in the address (CHAT-27). */
export function KnowledgePage({ rest }: SettingsPageProps) {
  const library = useServer("article", () => api.GET("/articles"));
  const categories = useServer("article_category", () => api.GET("/article-categories"))?.categories;
  const [typed, setTyped] = useState("");
  const [editing, setEditing] = useState<ArticleCategory | "new" | null>(null);
  const [deleting, setDeleting] = useState<ArticleCategory | null>(null);
  if (!library || !categories) return <Loading />;
  const [id, within] = rest.split("/");
  if (id) return <ArticleEditor key={rest} id={id} within={within ?? ""} categories={categories} />;

  const shown = found(library.articles, typed);
  const order = (index: number, by: -1 | 1) => void change(api.PUT("/article-categories/order", { body: { ids: moved(categories, index, by).map((category) => category.id) } }));
  return (
    <Page
      title={t("knowledge.title")}
      text={
        <>
          {t("knowledge.text")}{" "}
          {library.articles.some(({ versions }) => versions.some(({ published }) => published)) && (
            <a href={library.url} target="_blank" rel="noopener">
              {t("knowledge.open")}
            </a>
          )}
        </>
      }
      actions={
        <>
          <Button icon="plus" onClick={() => setEditing("new")}>
            {t("knowledge.new_category")}
          </Button>
          {categories.length > 0 && (
            <Button look="pri" icon="plus" onClick={() => currentScope().go(paths.settings("knowledge/new"))}>
              {t("knowledge.new")}
            </Button>
          )}
        </>
      }
    >
      {library.articles.length > 0 && <TextField label={t("settings.search")} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />}
      {categories.length === 0 && <p className="settings-none">{t("knowledge.no_category")}</p>}
      {categories.map((category, index) => (
        <Section
          key={category.id}
          title={nameOf(category)}
          text={category.descriptions["en"] || category.descriptions["fr"]}
          actions={
            <span className="hstack">
              <IconButton icon="plus" label={`${t("knowledge.new")}: ${nameOf(category)}`} onClick={() => currentScope().go(paths.settings(`knowledge/new/${category.id}`))} />
              <IconButton icon="up" label={`${t("action.move_up")}: ${nameOf(category)}`} disabled={index === 0} onClick={() => order(index, -1)} />
              <IconButton icon="down" label={`${t("action.move_down")}: ${nameOf(category)}`} disabled={index === categories.length - 1} onClick={() => order(index, 1)} />
              <IconButton icon="pen" label={`${t("action.edit")}: ${nameOf(category)}`} onClick={() => setEditing(category)} />
              <IconButton icon="trash" label={`${t("action.delete")}: ${nameOf(category)}`} onClick={() => setDeleting(category)} />
            </span>
          }
        >
          <ArticleLines category={category} articles={shown.filter((article) => article.category_id === category.id)} still={typed !== ""} />
        </Section>
      ))}
      {editing && <CategoryDialog category={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm
          title={t("knowledge.delete_category", { name: nameOf(deleting) })}
          text={t("knowledge.delete_category_text")}
          button={t("action.delete")}
          send={() => save(api.DELETE("/article-categories/{id}", { params: { path: { id: deleting.id } } }))}
          onClose={() => setDeleting(null)}
        />
      )}
    </Page>
  );
}

/** `still`: not all of the category is shown, so nothing can be moved. */
function ArticleLines({ category, articles, still }: { category: ArticleCategory; articles: Article[]; still: boolean }) {
  const [deleting, setDeleting] = useState<Article | null>(null);
  const order = (index: number, by: -1 | 1) => void change(api.PUT("/articles/order", { body: { category_id: category.id, ids: moved(articles, index, by).map(({ id }) => id) } }));
  return (
    <>
      <Lines label={nameOf(category)} none={t(still ? "choice.none" : "knowledge.none")}>
        {articles.map((article, index) => {
          const title = headOf(article)?.title ?? "";
          const votes = (name: "helpful_count" | "unhelpful_count") => article.versions.reduce((sum, version) => sum + version[name], 0);
          return (
            <Line
              key={article.id}
              start={<Icon name="book" />}
              title={title}
              to={paths.settings(`knowledge/${article.id}`)}
              detail={votes("helpful_count") + votes("unhelpful_count") > 0 ? t("knowledge.votes", { yes: votes("helpful_count"), no: votes("unhelpful_count") }) : headOf(article)?.description}
              tags={article.versions.map((version) => (
                <Tag key={version.language} look={version.published ? "ok" : "warn"}>
                  {version.language.toUpperCase()} · {t(version.published ? "knowledge.published" : "knowledge.draft")}
                </Tag>
              ))}
            >
              <IconButton icon="up" label={`${t("action.move_up")}: ${title}`} disabled={still || index === 0} onClick={() => order(index, -1)} />
              <IconButton icon="down" label={`${t("action.move_down")}: ${title}`} disabled={still || index === articles.length - 1} onClick={() => order(index, 1)} />
              <IconButton icon="trash" label={`${t("action.delete")}: ${title}`} onClick={() => setDeleting(article)} />
            </Line>
          );
        })}
      </Lines>
      {deleting && (
        <Confirm
          title={t("knowledge.delete", { name: headOf(deleting)?.title ?? "" })}
          text={t("knowledge.delete_text")}
          button={t("action.delete")}
          send={() => save(api.DELETE("/articles/{id}", { params: { path: { id: deleting.id } } }))}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}
