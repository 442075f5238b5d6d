import { useEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import { fullScreen, offerOf, type State } from "../state.ts";
import { useChat } from "./context.ts";
import { Composer } from "./Composer.tsx";
import { CookieBanner } from "./CookieBanner.tsx";
import { Header } from "./Header.tsx";
import { HelpTab } from "./HelpTab.tsx";
import { Log } from "./Log.tsx";
import { ThreadList } from "./ThreadList.tsx";
import { useUploads } from "./uploads.ts";

/** The open chat; floating, it is a dialog. */
export function Panel({ state, modal }: { state: State; modal: boolean }) {
  const chat = useChat();
  const texts = useTexts();
  const panel = useRef<HTMLDivElement>(null);
  const uploads = useUploads(state.view);
  const [over, setOver] = useState(false);
  const files = state.chatflow!.attachments && !state.settings.disableAttachment && !state.list && !state.help;

  // Somebody asked for the chat: the keyboard goes to the composer, or to the first thing that can take it.
  useEffect(() => {
    if (!chat.focusWanted || state.settings.disableInitialInputFocus) return;
    chat.focusWanted = false;
    (panel.current?.querySelector<HTMLElement>("[data-first]:not([disabled])") ?? panel.current)?.focus();
  }, [state.view, state.list, state.help, chat, state.settings]);

  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!files || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    uploads.add([...event.dataTransfer.files]);
  };
  const label = state.chatflow!.heading.name || texts.chat;
  return (
    <div
      ref={panel}
      class="panel"
      role={modal ? "dialog" : "region"}
      aria-modal={modal && fullScreen(state) ? true : undefined}
      aria-label={label}
      tabIndex={-1}
      onDragOver={(event) => files && (event.preventDefault(), setOver(true))}
      onDragLeave={(event) => event.target === event.currentTarget && setOver(false)}
      onDrop={onDrop}
    >
      <Header state={state} />
      {state.banner === "shown" && <CookieBanner />}
      {state.help ? (
        <HelpTab />
      ) : state.list ? (
        <ThreadList state={state} />
      ) : (
        <>
          <Log key={state.view} state={state} />
          {offerOf(state)?.offer!.input !== false && <Composer key={`write ${state.view}`} state={state} uploads={uploads} files={files} />}
        </>
      )}
      {over && <div class="drop">{texts.dropHere}</div>}
    </div>
  );
}
