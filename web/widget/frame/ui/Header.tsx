import { Language, useTexts } from "../i18n/texts.ts";
import { comesBack } from "../i18n/format.ts";
import type { State } from "../state.ts";
import type { Texts } from "../i18n/en.ts";
import { Avatar } from "./Avatar.tsx";
import { useChat } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { useContext } from "preact/hooks";

const MOST_FACES = 3;

/** Whom one talks to, and when to expect an answer. */
export function Header({ state }: { state: State }) {
  const chat = useChat();
  const texts = useTexts();
  const { code } = useContext(Language);
  const { heading, availability } = state.chatflow!;
  const thread = state.threads.find((t) => t.id === state.thread);
  // In a conversation: its people, wherever they stand now; before one: the team.
  const people = (!state.list && thread?.people.length ? thread.people : heading.people).slice(0, MOST_FACES);
  const name = heading.mode === "custom" || !thread?.people.length || state.list ? heading.name || people.map((p) => p.name).join(", ") || texts.chat : people.map((p) => p.name).join(", ");
  const line = heading.text || availabilityLine(availability, texts, code);
  const toHelp = !!state.chatflow!.knowledge && state.threads.length === 0 && !state.help;
  const backward = !state.list && (state.threads.length > 1 || (state.threads.length > 0 && state.thread !== state.threads[0]?.id) || (state.threads.length > 0 && !state.settings.hideNewThreadLink));
  return (
    <header class="header">
      {(toHelp || (backward && !(state.help && state.threads.length === 0))) && (
        <button class="plain" type="button" aria-label={toHelp ? texts.searchHelp : texts.back} onClick={() => (toHelp ? chat.showHelp() : chat.showList())}>
          <Icon name="back" mirror />
        </button>
      )}
      <div class="faces">
        {heading.mode === "custom" && heading.avatar_url ? <Avatar person={{ initials: "", color: "", avatar_url: heading.avatar_url }} /> : people.map((p) => <Avatar key={p.name} person={p} />)}
      </div>
      <div class="who">
        <h1>{state.list ? texts.conversations : name}</h1>
        {line && !state.list && <small>{line}</small>}
      </div>
      {!state.inline && (
        <button class="plain end" type="button" aria-label={texts.closeChat} onClick={() => chat.close(true)}>
          <Icon name="down" />
        </button>
      )}
    </header>
  );
}

function availabilityLine(a: NonNullable<State["chatflow"]>["availability"], texts: Texts, code: string): string {
  if (a.state === "available") return a.reply_time ? texts.replyTime[a.reply_time] : "";
  if (a.away === "return_time" && a.returns_at) return texts.backAt(comesBack(code, a.returns_at));
  return a.away === "nothing" ? "" : texts.away;
}
