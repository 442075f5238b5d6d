import type { Article, ArticleCategory, ArticleVersion } from "../../../api/types.ts";
import { language } from "../../../i18n/i18n.ts";

/** What articles are written in. */
export const LANGUAGES = ["en", "fr"] as const;
export type ArticleLanguage = (typeof LANGUAGES)[number];

/** A category's name in the reader's language, or in the one there is. */
export function nameOf({ names }: ArticleCategory): string {
  return names[language()] || LANGUAGES.map((code) => names[code]).find(Boolean) || "";
}

/** The version that stands for an article in a list. */
export function headOf({ versions }: Article): ArticleVersion | undefined {
  return versions.find((version) => version.language === language()) ?? versions[0];
}

/** The articles whose titles and descriptions hold every typed word, in any language. */
export function found(articles: readonly Article[], typed: string): Article[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return articles.filter(({ versions }) => {
    const text = plain(versions.map(({ title, description }) => `${title} ${description}`).join(" "));
    return words.every((word) => text.includes(word));
  });
}

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
