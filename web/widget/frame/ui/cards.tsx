import { useEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import type { State } from "../state.ts";
import { useChat } from "./context.ts";

/** What the team asks the visitor beside their conversation. */
export const looksLikeEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());

/** The question for the address; an away message brings a question of its own (CHAT-10). */
export function emailPrompt(state: State, texts: ReturnType<typeof useTexts>): string {
  const { availability, email_capture } = state.chatflow!;
  if (availability.state === "away" && availability.away === "message") return texts.emailAway;
  return email_capture.prompt || (email_capture.when === "before" ? texts.emailBefore : texts.emailAfter);
}

/** Asks for an address after the first message. */
export function EmailCard({ state }: { state: State }) {
  const chat = useChat();
  const texts = useTexts();
  const [error, setError] = useState("");
  const [given, setGiven] = useState(false);
  const [known] = useState(state.email !== "");
  if (known) return null;
  if (given) return <p class="card">{texts.emailKept}</p>;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget as HTMLFormElement).get("email") as string;
    if (!looksLikeEmail(value)) return setError(texts.emailWrong);
    chat.giveEmail(value.trim()).then(
      () => setGiven(true),
      (reason: Error) => setError(reason.message || texts.emailWrong),
    );
  };
  return (
    <form class="card" noValidate onSubmit={onSubmit}>
      <p id="email-prompt">{emailPrompt(state, texts)}</p>
      <EmailField error={error} />
      <button class="primary" type="submit">
        {texts.save}
      </button>
    </form>
  );
}

export function EmailField({ error, first }: { error: string; first?: boolean }) {
  const texts = useTexts();
  return (
    <>
      <input class="field" type="email" name="email" autocomplete="email" aria-label={texts.email} aria-describedby="email-prompt email-error" aria-invalid={error !== ""} placeholder={texts.email} data-first={first ? "" : undefined} />
      <small id="email-error" class="error" role="alert">
        {error}
      </small>
    </>
  );
}

const scores = [1, 2, 3, 4, 5];
const faces = ["😞", "🙁", "😐", "🙂", "😀"];

/** Asks how it was, once (CHAT-19). */
export function RatingCard({ state, thread }: { state: State; thread: string }) {
  const chat = useChat();
  const texts = useTexts();
  const [score, setScore] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.scrollIntoView({ block: "nearest" }), [score]);
  if (state.rated[thread]) return <p class="card">{texts.thanks}</p>;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void chat.rate(thread, score, new FormData(event.currentTarget as HTMLFormElement).get("comment") as string);
  };
  return (
    <form ref={form} class="card" onSubmit={onSubmit}>
      <fieldset>
        <legend>{texts.rate}</legend>
        <div class="scores">
          {scores.map((n) => (
            <label key={n} title={texts.score(n)}>
              <input type="radio" name="score" class="visually-hidden" checked={score === n} onChange={() => setScore(n)} aria-label={texts.score(n)} />
              <span aria-hidden="true">{faces[n - 1]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {score > 0 && (
        <>
          <textarea class="field" name="comment" rows={2} maxLength={2000} aria-label={texts.comment} placeholder={texts.comment} />
          <button class="primary" type="submit">
            {texts.send}
          </button>
        </>
      )}
    </form>
  );
}
