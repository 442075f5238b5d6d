import { Fragment } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { day } from "../i18n/format.ts";
import { Language } from "../i18n/texts.ts";
import { isNew } from "../outbox.ts";
import { house, offerOf, pendingIn, type State } from "../state.ts";
import { Avatar } from "./Avatar.tsx";
import { EmailCard, RatingCard } from "./cards.tsx";
import { useChat } from "./context.ts";
import { Bubble, Line, Unsent } from "./Message.tsx";
import { Offers } from "./Offers.tsx";

const NEAR_BOTTOM = 80;

/** One conversation, from its welcome to what is still on its way. */
export function Log({ state }: { state: State }) {
  const chat = useChat();
  const { texts, code, now } = useContext(Language);
  const box = useRef<HTMLDivElement>(null);
  const place = useRef({ bottom: true, height: 0, top: 0 });
  const chatflow = state.chatflow!;
  const thread = state.threads.find((t) => t.id === state.thread);
  const messages = state.messages[state.thread] ?? [];
  const pending = pendingIn(state, state.thread);
  const offer = offerOf(state);
  const typing = state.typing[state.thread];
  const loading = !isNew(state.thread) && state.earlier[state.thread] === undefined;
  const begins = !loading && !state.earlier[state.thread];
  const welcome = begins && chatflow.welcome && !messages.some((m) => m.from === "welcome");
  const lastMine = messages.filter((m) => m.from === "visitor").at(-1);
  const seenTo = state.seen[state.thread] ?? 0;
  const position = state.queue[state.thread] ?? null;
  // After the first message, and there it stays.
  const firstMine = messages.find((m) => m.from === "visitor");
  const email = chatflow.email_capture.when === "after" && begins && (firstMine ?? pending[0]) && <EmailCard key="email" state={state} />;

  // What comes shows at once where the end was in view; what was loaded above moves nothing.
  useLayoutEffect(() => {
    const element = box.current!;
    if (place.current.bottom) element.scrollTop = element.scrollHeight;
    else if (place.current.top < NEAR_BOTTOM && element.scrollHeight > place.current.height) element.scrollTop += element.scrollHeight - place.current.height;
    place.current.height = element.scrollHeight;
  });
  const onScroll = (event: Event) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget as HTMLElement;
    place.current = { bottom: scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM, height: scrollHeight, top: scrollTop };
  };

  return (
    <div ref={box} class="log" role="log" aria-live="off" aria-busy={loading} tabIndex={0} aria-label={texts.chat} onScroll={onScroll}>
      {state.earlier[state.thread] && (
        <button class="secondary centre" type="button" onClick={() => void chat.history(state.thread, messages[0]?.seq)}>
          {texts.earlier}
        </button>
      )}
      {chatflow.availability.state === "away" && chatflow.availability.away === "message" && chatflow.availability.away_message && <p class="card">{chatflow.availability.away_message}</p>}
      {welcome && <Bubble message={{ from: "welcome", author: house(chatflow), text: chatflow.welcome, html: null, files: [] }} first />}
      {messages.map((message, i) => {
        const before = messages[i - 1];
        const date = day(code, texts, message.at, now());
        const newDay = !before || date !== day(code, texts, before.at, now());
        const first = newDay || before.event !== "" || before.from !== message.from || before.author?.name !== message.author?.name;
        return (
          <Fragment key={message.id}>
            {newDay && (i > 0 || date !== texts.today) && <p class="day">{date}</p>}
            {message.event ? (
              <Line message={message} />
            ) : (
              <Bubble message={message.from === "welcome" ? { ...message, author: house(chatflow) } : message} first={first} note={message === lastMine && pending.length === 0 ? (message.status === "read" || seenTo >= message.seq ? texts.seen : texts.sent) : undefined} />
            )}
            {message === firstMine && email}
          </Fragment>
        );
      })}
      {pending.map((p, i) => (
        <Fragment key={p.client_id}>
          <Unsent pending={p} live={state.line === "live"} />
          {i === 0 && !firstMine && email}
        </Fragment>
      ))}
      {offer && <Offers key={offer.id} message={offer} />}
      {typing && (
        <div class="message theirs typing">
          <Avatar person={typing} />
          <div class="said" role="img" aria-label={texts.typing(typing.name)}>
            <i />
            <i />
            <i />
          </div>
        </div>
      )}
      {position !== null && thread?.status === "open" && <p class="event">{texts.queue(position)}</p>}
      {thread?.status === "closed" && (
        <p class="event">
          {messages.at(-1)?.event !== "closed" && `${texts.closed}. `}
          {texts.reopen}
        </p>
      )}
      {thread?.rating_asked && <RatingCard state={state} thread={thread.id} />}
    </div>
  );
}
