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
      return { code: code.replace(ENTRY, compile), map: null };
    },
  };
}

// "some.key": "text", as one line, in whichever quotes the compiler left.
const ENTRY = /^(\s*"[\w.-]+":\s*)("(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*')(,?)$/gm;

function compile(_: string, key: string, literal: string, comma: string): string {
  const text = literal.startsWith('"') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  return `${key}${JSON.stringify(compileMessage(text))}${comma}`;
}
