import { useContext } from "preact/hooks";
import type { File, Message } from "../../wire.ts";
import { clock, size } from "../i18n/format.ts";
import { Language, useTexts } from "../i18n/texts.ts";
import type { Pending } from "../outbox.ts";
import { Plain, Rich } from "../rich.tsx";
import { Avatar } from "./Avatar.tsx";
import { useChat } from "./context.ts";
import { Icon } from "./Icon.tsx";

type Shown = Pick<Message, "from" | "author" | "text" | "html" | "files"> & { at?: string };

/** What one side said. `first` of several in a row carries the name. */
export function Bubble({ message, first, note }: { message: Shown; first: boolean; note?: string | undefined }) {
  const { code, texts } = useContext(Language);
  const mine = message.from === "visitor";
  const { author } = message;
  return (
    <div class={`message ${mine ? "mine" : "theirs"} ${first ? "first" : ""}`}>
      {!mine && (first && author ? <Avatar person={author} /> : <span class="avatar none" />)}
      <div class="column">
        {first && (mine ? <span class="visually-hidden">{texts.you}</span> : author && <small class="name"><bdi>{author.name}</bdi>{message.at && <bdi> · {clock(code, message.at)}</bdi>}</small>)}
        {(message.html || message.text) && <div class="said" dir="auto">{message.html ? <Rich html={message.html} /> : <Plain text={message.text} />}</div>}
        {message.files.map((file) => (
          <FileLink key={file.id} file={file} />
        ))}
        {note && <small class="note"><bdi>{note}</bdi>{message.at && <bdi> · {clock(code, message.at)}</bdi>}</small>}
      </div>
    </div>
  );
}

function FileLink({ file }: { file: File }) {
  const { texts, code } = useContext(Language);
  const label = texts.download(file.name, size(code, file.size));
  return (
    <a class={file.thumbnail_url ? "picture" : "file"} href={file.url} target="_blank" rel="noopener noreferrer" aria-label={label}>
      {file.thumbnail_url ? (
        <img src={file.thumbnail_url} alt="" loading="lazy" />
      ) : (
        <>
          <Icon name="file" />
          <span class="grow">{file.name}</span>
          <small>{size(code, file.size)}</small>
        </>
      )}
    </a>
  );
}

/** What is on its way, and says honestly how far it is. */
export function Unsent({ pending, live }: { pending: Pending; live: boolean }) {
  const chat = useChat();
  const texts = useTexts();
  return (
    <div class="message mine unsent">
      <div class="column">
        {pending.text && (
          <div class="said" dir="auto">
            <Plain text={pending.text} />
          </div>
        )}
        {pending.files.map((file) => (
          <FileLink key={file.id} file={file} />
        ))}
        {pending.failed ? (
          <small class="note failed" role="alert">
            {texts.failed}: {pending.failed}{" "}
            <button type="button" onClick={() => chat.retry(pending.client_id)}>
              {texts.retry}
            </button>{" "}
            <button type="button" onClick={() => chat.discard(pending.client_id)}>
              {texts.discard}
            </button>
          </small>
        ) : (
          <small class="note">{live ? texts.sending : texts.waits}</small>
        )}
      </div>
    </div>
  );
}

/** Something that happened, as a thin line. */
export function Line({ message }: { message: Message }) {
  const texts = useTexts();
  const name = message.author?.name ?? "";
  const said = { closed: texts.closed, joined: texts.joined(name), left: texts.left(name), emailed: texts.emailed, "": message.text }[message.event];
  return <p class="event">{said}</p>;
}
