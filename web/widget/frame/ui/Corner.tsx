import { useEffect, useRef } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import { house, type State, unread } from "../state.ts";
import { Avatar } from "./Avatar.tsx";
import { useChat } from "./context.ts";
import { CookieBanner } from "./CookieBanner.tsx";
import { Icon } from "./Icon.tsx";

/** The launcher, and what may stand above it while the chat is closed. */
export function Corner({ state }: { state: State }) {
  const hidden = state.chatflow!.availability.state === "away" && state.chatflow!.availability.away === "hide" && state.threads.length === 0;
  if (hidden && !state.open) return null;
  return (
    <>
      {!state.open && state.banner === "shown" && <CookieBanner />}
      {!state.open && state.bubble !== "" && state.banner !== "shown" && <Bubble state={state} />}
      <Launcher state={state} />
    </>
  );
}

function Launcher({ state }: { state: State }) {
  const chat = useChat();
  const texts = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(state.open);
  const count = unread(state);
  // Closing gives the keyboard back to what opened.
  useEffect(() => {
    if (was.current && !state.open && document.hasFocus()) button.current?.focus();
    was.current = state.open;
  }, [state.open]);
  const label = state.open ? texts.closeChat : count > 0 ? `${texts.openChat}, ${texts.unread(count)}` : texts.openChat;
  return (
    <button ref={button} class="launcher" type="button" aria-label={label} aria-expanded={state.open} onClick={() => (state.open ? chat.close(true) : chat.open(true, true))}>
      <Icon name={state.open ? "down" : "chat"} />
      {count > 0 && !state.open && <span class="count">{count > 9 ? "9+" : count}</span>}
    </button>
  );
}

function Bubble({ state }: { state: State }) {
  const chat = useChat();
  const texts = useTexts();
  const { chatflow, bubble } = state;
  const last = bubble === "message" ? state.messages[state.thread]?.filter((m) => m.from === "agent").at(-1) : undefined;
  const person = last?.author ?? house(chatflow!);
  const text = last ? last.text || last.files[0]?.name : chatflow!.welcome;
  if (!text) return null;
  return (
    <div class="bubble">
      <button class="bubble-text" type="button" onClick={() => chat.open(true, true)}>
        <Avatar person={person} />
        <span>
          {person.name && <b>{person.name}</b>}
          <span class="clamp">{text}</span>
        </span>
      </button>
      <button class="quiet" type="button" aria-label={texts.dismiss} onClick={() => chat.dismissBubble()}>
        <Icon name="close" />
      </button>
    </div>
  );
}
