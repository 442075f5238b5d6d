import { useQuery } from "@tanstack/react-query";
import { type Choice, Choices } from "../../asking/Choices.tsx";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { ArticleVersion, Attachment } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { useMe } from "../../data/session.ts";
import { articlesQuery, countUse, libraryQuery, snippetsQuery, templatesQuery } from "../../data/threads.ts";
import { fillTokens, type TokenValues } from "../../editor/tokens.ts";
import { t } from "../../i18n/i18n.ts";

interface InsertMenuProps {
  contact: TokenValues["contact"];
  /** Closes the menu and puts HTML into the text. */
  insert: (html: string) => void;
  onTemplate: (subject: string) => void;
  onAttached: (file: Attachment) => void;
}

/** Snippets, templates, help articles, files of the library and the meeting link, found by typing; and the link to a video, typed. */
export default function InsertMenu({ contact, insert, onTemplate, onAttached }: InsertMenuProps) {
  const me = useMe();
  const { data: snippets = [] } = useQuery(snippetsQuery);
  const { data: templates = [] } = useQuery(templatesQuery);
  const { data: articles = [] } = useQuery(articlesQuery);
  const { data: files = [] } = useQuery(libraryQuery);
  const fill = (text: string) => fillTokens(text, { contact, user: me });
  return (
    <Choices
      label={t("toolbar.insert")}
      choices={[
        ...snippets.map((snippet) => ({ id: `s${snippet.id}`, label: snippet.name, detail: snippet.shortcut ? `#${snippet.shortcut}` : "", icon: "snip" as const, group: t("toolbar.snippets"), run: () => (countUse("snippets", snippet.id), insert(fill(snippet.html))) })),
        ...templates.map((template) => ({
          id: `t${template.id}`,
          label: template.name,
          icon: "template" as const,
          group: t("toolbar.templates"),
          run: () => {
            countUse("templates", template.id);
            onTemplate(fill(template.subject));
            insert(fill(template.html));
          },
        })),
        ...articles.flatMap((article): Choice[] => [
          { id: `l${article.article_id}${article.language}`, label: article.title, detail: `${t("toolbar.article_link")} · ${article.language.toUpperCase()}`, icon: "link" as const, group: t("toolbar.articles"), run: () => insert(linkTo(article.url, article.title)) },
          { id: `a${article.article_id}${article.language}`, label: article.title, detail: `${t("toolbar.article_text")} · ${article.language.toUpperCase()}`, icon: "book" as const, group: t("toolbar.articles"), run: () => void textOf(article).then(insert, (error: ApiError) => reportFailure(error)) },
        ]),
        ...files.map((file) => ({ id: `f${file.id}`, label: file.name, detail: file.path, icon: "clip" as const, group: t("toolbar.library"), run: () => void attach(file.id).then(onAttached, (error: ApiError) => reportFailure(error)) })),
        ...(me.meeting_link ? [{ id: "meeting", label: t("toolbar.meeting"), icon: "cal" as const, group: t("toolbar.other"), run: () => insert(linkTo(encodeURI(me.meeting_link), encodeURI(me.meeting_link))) }] : []),
      ]}
      onTyped={{ label: (address) => t("toolbar.video", { address }), run: (address) => insert(linkTo(address, address)), accepts: (typed) => /^https:\/\/\S+\.\S+$/.test(typed) }}
    />
  );
}

async function attach(id: string): Promise<Attachment> {
  return answer(api.POST("/library/{id}/attach", { params: { path: { id } } }));
}

function linkTo(href: string, text: string): string {
  const link = document.createElement("a");
  link.setAttribute("href", href);
  link.textContent = text;
  return link.outerHTML;
}

/** What an article says. Its pictures lie on its page, where the link below the text leads. */
async function textOf({ article_id: id, language, title, url }: ArticleVersion): Promise<string> {
  const { versions } = await answer(api.GET("/articles/{id}", { params: { path: { id } } }));
  const page = new DOMParser().parseFromString(versions.find((version) => version.language === language)?.html ?? "", "text/html");
  page.querySelectorAll("img").forEach((picture) => picture.remove());
  return `${page.body.innerHTML}<p>${linkTo(url, title)}</p>`;
}
