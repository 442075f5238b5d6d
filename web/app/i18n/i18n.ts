import { setupI18n } from "@lingui/core";
import type { en } from "./en/index.ts";

/** The name of a text. English is the list of all names; French has to have the same. */
export type MessageId = keyof typeof en;
export type Catalogue = Record<MessageId, string>;
export type Language = "en" | "fr";

const lingui = setupI18n();
const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import("./en/index.ts")).en,
  fr: async () => (await import("./fr/index.ts")).fr,
};

/** The one translation function. Values fill the places of the text; counts choose its plural. */
export function t(id: MessageId, values?: Record<string, unknown>): string {
  return lingui._(id, values);
}

export function language(): Language {
  return lingui.locale === "fr" ? "fr" : "en";
}

/** Loads a language and makes it current. What is on the screen has to be drawn again. */
export async function activate(next: Language): Promise<void> {
  lingui.loadAndActivate({ locale: next, messages: await loaders[next]() });
  document.documentElement.lang = next;
}

/** The language of this browser, for those who have not signed in yet. */
export function browserLanguage(): Language {
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("fr")) && !navigator.language.toLowerCase().startsWith("en") ? "fr" : "en";
}

export const asLanguage = (value: string | null | undefined): Language => (value?.toLowerCase().startsWith("fr") ? "fr" : "en");
