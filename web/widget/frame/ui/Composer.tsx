import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import { isNew } from "../outbox.ts";
import type { State } from "../state.ts";
import { useChat } from "./context.ts";
import { EmojiButton } from "./EmojiButton.tsx";
import { Gate, gateOf } from "./Gate.tsx";
import { Icon } from "./Icon.tsx";
import type { Uploads } from "./uploads.ts";

const LONGEST = 5_000;
const TALLEST_PX = 140;

/** Where the visitor writes. What is typed survives a reload. */
export function Composer({ state, uploads, files }: { state: State; uploads: Uploads; files: boolean }) {
  const chat = useChat();
  const texts = useTexts();
  const [text, setText] = useState(() => chat.draft(state.thread));
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const gate = gateOf(state);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`;
  }, [text]);
  useEffect(() => chat.keepDraft(state.thread, text), [text, state.thread, chat]);

  if (gate) return <Gate state={state} needs={gate} />;

  // By code points, as the server counts.
  const over = [...text].length - LONGEST;
  const busy = uploads.list.some((u) => u.state === "uploading");
  const empty = text.trim() === "" && !uploads.list.some((u) => u.state === "done");
  const type = (value: string) => {
    setText(value);
    chat.typed(value);
  };
  const send = () => {
    if (empty || busy || over > 0) return;
    chat.keepDraft(state.thread, "");
    chat.send(text.trim(), uploads.take());
    setText("");
    area.current?.focus();
  };
  const insert = (emoji: string) => {
    const element = area.current!;
    element.setRangeText(emoji, element.selectionStart, element.selectionEnd, "end");
    type(element.value);
    element.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!files || !event.clipboardData?.files.length) return;
    event.preventDefault();
    uploads.add([...event.clipboardData.files]);
  };
  const { consent } = state.chatflow!;
  const notice = state.slow ? texts[state.slow] : state.line === "away" ? texts.offline : "";
  return (
    <div class="composer">
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {consent.mode === "notice" && isNew(state.thread) && <p class="legal">{consent.text}</p>}
      {uploads.list.length > 0 && <UploadList uploads={uploads} />}
      {over > 0 && (
        <small class="error" role="alert">
          {texts.tooLong(over)}
        </small>
      )}
      <div class="line">
        {files && (
          <>
            <button class="plain" type="button" aria-label={texts.attach} onClick={() => picker.current!.click()}>
              <Icon name="attach" />
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                uploads.add([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = "";
              }}
            />
          </>
        )}
        <EmojiButton onPick={insert} />
        <textarea ref={area} rows={1} value={text} data-first="" placeholder={texts.write} aria-label={texts.write} dir="auto" onInput={(event) => type(event.currentTarget.value)} onKeyDown={onKeyDown} onPaste={onPaste} />
        <button class="send" type="button" aria-label={texts.send} disabled={empty || busy || over > 0} onClick={send}>
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function UploadList({ uploads }: { uploads: Uploads }) {
  const texts = useTexts();
  return (
    <ul class="uploads">
      {uploads.list.map((u) => (
        <li key={u.key} class={`upload ${u.state}`}>
          {u.preview ? <img src={u.preview} alt="" /> : <Icon name="file" />}
          <span class="grow">
            <span class="preview">{u.name}</span>
            {u.state !== "done" && (
              <small class={u.error ? "error" : ""} role="status">
                {u.error || texts.uploading}
              </small>
            )}
          </span>
          {u.state === "failed" && u.again && (
            <button class="quiet" type="button" aria-label={texts.retry} onClick={() => uploads.retry(u.key)}>
              <Icon name="retry" />
            </button>
          )}
          <button class="quiet" type="button" aria-label={texts.removeFile(u.name)} onClick={() => uploads.remove(u.key)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
