import { useState } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import { isNew } from "../outbox.ts";
import type { State } from "../state.ts";
import { EmailField, emailPrompt, looksLikeEmail } from "./cards.tsx";
import { useChat } from "./context.ts";

export interface Needs {
  email: boolean;
  consent: boolean;
}

/** What has to come before the first message of a new conversation (CHAT-10, CHAT-17); null: nothing. */
export function gateOf(state: State): Needs | null {
  const { chatflow, thread, threads, email, consent } = state;
  if (!isNew(thread)) return null;
  const needs = { email: chatflow!.email_capture.when === "before" && email === "", consent: chatflow!.consent.mode === "required" && !consent && threads.length === 0 };
  return needs.email || needs.consent ? needs : null;
}

export function Gate({ state, needs }: { state: State; needs: Needs }) {
  const chat = useChat();
  const texts = useTexts();
  const [error, setError] = useState("");
  const { consent } = state.chatflow!;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const email = ((new FormData(event.currentTarget as HTMLFormElement).get("email") as string | null) ?? "").trim();
    if (needs.email && !looksLikeEmail(email)) return setError(texts.emailWrong);
    chat.give({ ...(needs.email && { email }), ...(needs.consent && { consent: consent.text }) });
  };
  return (
    <form class="composer gate" noValidate onSubmit={onSubmit}>
      {needs.email && (
        <>
          <p id="email-prompt">{emailPrompt(state, texts)}</p>
          <EmailField error={error} first />
        </>
      )}
      {needs.consent && <p class="legal">{consent.text}</p>}
      <button class="primary wide" type="submit" data-first={needs.email ? undefined : ""}>
        {needs.consent ? consent.button || texts.agree : texts.save}
      </button>
    </form>
  );
}
