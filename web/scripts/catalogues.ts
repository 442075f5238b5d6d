import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

// Turns each text of app/i18n/{en,fr}/*.ts from ICU syntax into Lingui's compiled
// form while bundling, so that the browser carries no message parser.
export function catalogues(): Plugin {
  return {
    name: "parley-catalogues",
    enforce: "post",
    transform(code, id) {
      if (!/app\/i18n\/(en|fr)\/[\w-]+\.ts$/.test(id) || id.endsWith("index.ts")) return null;
      const french = id.includes("/i18n/fr/");
      return { code: code.replace(ENTRY, (_, key, literal, comma) => compile(key, literal, comma, french)), map: null };
    },
  };
}

// "some.key": "text", as one line, in whichever quotes the compiler left.
const ENTRY = /^(\s*"[\w.-]+":\s*)("(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*')(,?)$/gm;

function compile(key: string, literal: string, comma: string, french: boolean): string {
  const text = literal.startsWith('"') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  return `${key}${JSON.stringify(compileMessage(french ? unbroken(text) : text))}${comma}`;
}

// No line begins with a mark that French sets apart from its word.
const unbroken = (text: string) => text.replace(/ ([:;?!»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
