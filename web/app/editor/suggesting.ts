import { Extension } from "@tiptap/core";
import { PluginKey } from "@tiptap/pm/state";
import { Suggestion as suggestion } from "@tiptap/suggestion";
import { cache } from "../api/cache.ts";
import { bootstrapNow } from "../data/session.ts";
import { countUse, snippetsQuery } from "../data/threads.ts";
import { findEmoji } from "./emoji.ts";
import { showSuggestions, type Suggestion, type SuggestState } from "./SuggestMenu.tsx";
import { fillTokens, type TokenValues } from "./tokens.ts";

type Show = (state: SuggestState | null) => void;
const MOST = 8;

/** `:` and two letters offer emoji by name. */
export function emojiExtension(show: Show) {
  return Extension.create({
    name: "emojiSuggestion",
    addProseMirrorPlugins() {
      return [
        suggestion<Suggestion, Suggestion>({
          editor: this.editor,
          pluginKey: new PluginKey("emojiSuggestion"),
          char: ":",
          items: ({ query }) => (query.length < 2 ? [] : findEmoji(query, MOST).map(({ emoji, names }) => ({ id: emoji, label: `${emoji}  ${names[0] ?? ""}` }))),
          command: ({ editor, range, props }) => void editor.chain().focus().insertContentAt(range, props.id).run(),
          render: () => showSuggestions(show),
        }),
      ];
    },
  });
}

interface SnippetSuggestion extends Suggestion {
  html: string;
}

async function matching(query: string): Promise<SnippetSuggestion[]> {
  const snippets = await cache.fetchQuery(snippetsQuery).catch(() => []);
  const wanted = query.toLowerCase();
  return snippets
    .filter(({ name, shortcut }) => shortcut.toLowerCase().startsWith(wanted) || name.toLowerCase().includes(wanted))
    .sort((a, b) => b.use_count - a.use_count)
    .slice(0, MOST)
    .map(({ id, name, shortcut, html }) => ({ id, label: name, detail: shortcut ? `#${shortcut}` : "", html }));
}

/** `/` or `#` and the beginning of a shortcut put a snippet in, its tokens filled (THR-19). */
export function snippetExtension(contact: () => TokenValues["contact"], show: Show) {
  return Extension.create({
    name: "snippetSuggestion",
    addProseMirrorPlugins() {
      return ["/", "#"].map((char) =>
        suggestion<SnippetSuggestion, SnippetSuggestion>({
          editor: this.editor,
          pluginKey: new PluginKey(`snippet${char}`),
          char,
          items: ({ query }) => matching(query),
          command: ({ editor, range, props }) => {
            countUse("snippets", props.id);
            const user = bootstrapNow()?.user;
            const html = user ? fillTokens(props.html, { contact: contact(), user }) : props.html;
            editor.chain().focus().insertContentAt(range, html).run();
          },
          render: () => showSuggestions(show),
        }),
      );
    },
  });
}
