import { useContext } from "preact/hooks";
import { ago } from "../i18n/format.ts";
import { Language } from "../i18n/texts.ts";
import { house, type State } from "../state.ts";
import { Avatar } from "./Avatar.tsx";
import { useChat } from "./context.ts";
import { Icon } from "./Icon.tsx";

/** The visitor's conversations, the newest first (CHAT-13). */
export function ThreadList({ state }: { state: State }) {
  const chat = useChat();
  const { texts, code, now } = useContext(Language);
  return (
    <div class="threads">
      <ul>
        {state.threads.map((thread, i) => (
          <li key={thread.id}>
            <button class="thread" type="button" data-first={i === 0 ? "" : undefined} onClick={() => chat.select(thread.id)}>
              <Avatar person={thread.people[0] ?? house(state.chatflow!)} />
              <span class="grow">
                <b>{thread.people.map((p) => p.name).join(", ") || state.chatflow!.heading.name}</b>
                <span class="preview">{thread.preview}</span>
              </span>
              <span class="aside">
                <small>{ago(code, thread.last_at, now())}</small>
                {thread.unread > 0 ? (
                  <span class="count" aria-label={texts.unread(thread.unread)} role="img">
                    {thread.unread}
                  </span>
                ) : (
                  thread.status === "closed" && <small class="ended">{texts.ended}</small>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {!state.settings.hideNewThreadLink && (
        <button class="primary wide" type="button" onClick={() => chat.newThread()}>
          <Icon name="pen" /> {texts.newConversation}
        </button>
      )}
    </div>
  );
}
