import type { Editor } from "@tiptap/core";
import Mention from "@tiptap/extension-mention";
import { matches } from "../asking/Choices.tsx";
import { bootstrapNow } from "../data/session.ts";
import { showSuggestions, type Suggestion, type SuggestState } from "./SuggestMenu.tsx";

// Users and teams share the list, so an id says which it is: "7" is a user, "team-7" a team.
function people(inboxId: string, query: string): Suggestion[] {
  const bootstrap = bootstrapNow();
  if (!bootstrap) return [];
  const inbox = bootstrap.inboxes.find((candidate) => candidate.id === inboxId);
  const open = !inbox || inbox.access === "everyone";
  const users = bootstrap.users.filter((user) => !user.deactivated && !user.removed && (open || inbox.user_ids.includes(user.id) || inbox.team_ids.includes(user.primary_team_id ?? "")));
  return [...users.map(({ id, name, email }) => ({ id, label: name, detail: email })), ...bootstrap.teams.map(({ id, name }) => ({ id: `team-${id}`, label: name }))]
    .filter(({ label }) => query === "" || matches("", query, [label]) === 1)
    .slice(0, 8);
}

/** `@` names a colleague or a team of the inbox (COLLAB-02). */
export function mentionExtension(inboxId: string, show: (state: SuggestState | null) => void) {
  return Mention.configure({
    HTMLAttributes: { class: "mention" },
    suggestion: {
      char: "@",
      items: ({ query }: { query: string }) => people(inboxId, query),
      render: () => showSuggestions(show),
    },
  });
}

/** Who is named in the text. */
export function mentionIds(editor: Editor): string[] {
  const ids = new Set<string>();
  editor.state.doc.descendants((node) => {
    if (node.type.name === "mention") ids.add(String(node.attrs["id"]));
  });
  return [...ids];
}
