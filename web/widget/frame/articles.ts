import type { Article } from "../wire.ts";
import type { Client } from "./client.ts";

/** The published help articles that fit some words; without words, those that are read most (CHAT-18). */
export const findArticles = async (client: Client, words: string, language: string): Promise<Article[]> =>
  (await client.call<{ articles: Article[] }>("GET", `/articles?language=${language}&q=${encodeURIComponent(words)}`)).articles;

export const readArticle = (client: Client, id: string, language: string): Promise<Article> => client.call("GET", `/articles/${id}?language=${language}`);
