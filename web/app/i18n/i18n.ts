import { setupI18n } from "@lingui/core";
import type { en } from "./en/index.ts";
import type { rare } from "./en/rare.ts";
import type { records } from "./en/records.ts";
import type { settings } from "./en/settings.ts";
import type { signin } from "./en/signin.ts";

/** The name of a text. English is the list of all names; French has to have the same. */
export type MessageId = keyof typeof en | keyof typeof rare | keyof typeof records | keyof typeof settings | keyof typeof signin;
export type Texts<English> = Record<keyof English, string>;
export type Language = "en" | "fr";
/** Texts that are loaded with the pages that need them. */
export type Area = "rare" | "records" | "settings" | "signin";

const lingui = setupI18n();
const loaders: Record<Language, Record<"all" | Area, () => Promise<Record<string, string>>>> = {
  en: {
    all: async () => (await import("./en/index.ts")).en,
    rare: async () => (await import("./en/rare.ts")).rare,
    records: async () => (await import("./en/records.ts")).records,
    settings: async () => (await import("./en/settings.ts")).settings,
    signin: async () => (await import("./en/signin.ts")).signin,
  },
  fr: {
    all: async () => (await import("./fr/index.ts")).fr,
    rare: async () => (await import("./fr/rare.ts")).rare,
    records: async () => (await import("./fr/records.ts")).records,
    settings: async () => (await import("./fr/settings.ts")).settings,
    signin: async () => (await import("./fr/signin.ts")).signin,
  },
};
const areas = new Set<Area>();

/** The one translation function. Values fill the places of the text; counts choose its plural. */
export function t(id: MessageId, values?: Record<string, unknown>): string {
  return lingui._(id, values);
}

export function language(): Language {
  return lingui.locale === "fr" ? "fr" : "en";
}

/** Loads a language and makes it current. What is on the screen has to be drawn again. */
export async function activate(next: Language): Promise<void> {
  const parts = await Promise.all(["all" as const, ...areas].map((part) => loaders[next][part]()));
  for (const messages of parts) lingui.load(next, messages);
  lingui.activate(next);
  document.documentElement.lang = next;
}

/** Loads the texts of areas, in this language and in those that follow. */
export async function loadTexts(...wanted: Area[]): Promise<void> {
  const missing = wanted.filter((area) => !areas.has(area));
  const now = language();
  const parts = await Promise.all(missing.map((area) => loaders[now][area]()));
  for (const messages of parts) lingui.load(now, messages);
  for (const area of missing) areas.add(area);
}

/** The language of this browser, for those who have not signed in yet. */
export function browserLanguage(): Language {
  const first = navigator.languages.find((tag) => /^(en|fr)\b/i.test(tag));
  return first?.toLowerCase().startsWith("fr") ? "fr" : "en";
}

export const asLanguage = (value: string | null | undefined): Language => (value?.toLowerCase().startsWith("fr") ? "fr" : "en");
