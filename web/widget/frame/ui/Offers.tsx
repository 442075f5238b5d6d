import { useState } from "preact/hooks";
import type { Message } from "../../wire.ts";
import { useTexts } from "../i18n/texts.ts";
import { useChat } from "./context.ts";

/** The answers that a message offers, as buttons; of several, those picked go together. */
export function Offers({ message }: { message: Message }) {
  const chat = useChat();
  const texts = useTexts();
  const [picked, setPicked] = useState<string[]>([]);
  const { replies, several } = message.offer!;
  return (
    <div class="offers" role="group" aria-label={texts.choose}>
      {replies.map((reply, i) => {
        const first = i === 0 ? "" : undefined;
        if (reply.url)
          return (
            <a key={reply.value} class="offer" href={reply.value} target="_blank" rel="noopener noreferrer" data-first={first} dir="auto" onClick={() => chat.choose(message, [reply])}>
              {reply.label}
              <span class="visually-hidden"> ({texts.newWindow})</span>
            </a>
          );
        const on = picked.includes(reply.value);
        const toggle = () => setPicked(on ? picked.filter((v) => v !== reply.value) : [...picked, reply.value]);
        return (
          <button key={reply.value} class="offer" type="button" aria-pressed={several ? on : undefined} data-first={first} dir="auto" onClick={several ? toggle : () => chat.choose(message, [reply])}>
            {reply.label}
          </button>
        );
      })}
      {several && (
        <button class="primary" type="button" disabled={picked.length === 0} onClick={() => chat.choose(message, replies.filter((r) => picked.includes(r.value)))}>
          {texts.send}
        </button>
      )}
    </div>
  );
}
