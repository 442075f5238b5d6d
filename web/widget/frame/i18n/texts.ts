import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type Texts } from "./en.ts";

/** Languages beside English, each fetched when a chatflow speaks it. */
const others: Record<string, () => Promise<Texts>> = {
  fr: () => import("./fr.ts").then((m) => m.fr),
};

export async function textsOf(language: string): Promise<Texts> {
  const load = others[language.toLowerCase().split("-")[0]!];
  return load ? load().catch(() => en) : en;
}

const rightToLeft = /^(ar|he|fa|ur|ps|sd|ug|yi|dv|ckb)\b/i;

/** The direction in which a language is written. */
export const directionOf = (language: string) => (rightToLeft.test(language) ? "rtl" : "ltr");

export const Language = createContext<{ texts: Texts; code: string; now: () => number }>({ texts: en, code: "en", now: Date.now });
export const useTexts = () => useContext(Language).texts;
