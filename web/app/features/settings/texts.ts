import type { Snippet } from "../../api/types.ts";

/** What can be personalised in a snippet or template, by the names that tokens have. */
export const TOKENS = ["contact.first_name", "contact.last_name", "contact.name", "contact.email", "contact.company", "user.name", "user.first_name", "user.email", "user.meeting_link"] as const;

/** The texts in which every typed word occurs, in folders by name; those without a folder come first (SET-17). */
export function inFolders(texts: readonly Snippet[], typed: string): { folder: string; texts: Snippet[] }[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = texts.filter(({ name, shortcut, subject, text }) => words.every((word) => `${name} ${shortcut} ${subject} ${text}`.toLowerCase().includes(word)));
  const folders = [...new Set(found.map(({ folder }) => folder))].sort((a, b) => a.localeCompare(b));
  return folders.map((folder) => ({ folder, texts: found.filter((text) => text.folder === folder).sort((a, b) => a.name.localeCompare(b.name)) }));
}
