import { useTexts } from "../i18n/texts.ts";
import { useChat } from "./context.ts";

/** Asks before anything is kept (SDK-03). Whoever declines chats all the same, and is forgotten with the page. */
export function CookieBanner() {
  const chat = useChat();
  const texts = useTexts();
  return (
    <section class="card cookies" aria-label={texts.cookies}>
      <p>{texts.cookies}</p>
      <div class="row">
        <button class="primary" type="button" onClick={() => chat.answerCookies(true)}>
          {texts.accept}
        </button>
        <button class="secondary" type="button" onClick={() => chat.answerCookies(false)}>
          {texts.decline}
        </button>
      </div>
    </section>
  );
}
