import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Bridge } from "../bridge.ts";
import type { Chat } from "../chat.ts";
import { en } from "../i18n/en.ts";
import { directionOf, Language, textsOf } from "../i18n/texts.ts";
import { fullScreen, type State } from "../state.ts";
import { useStore } from "../store.ts";
import { Announcer } from "./Announcer.tsx";
import { ChatContext } from "./context.ts";
import { Corner } from "./Corner.tsx";
import { chatKeys } from "./keyboard.ts";
import { Panel } from "./Panel.tsx";
import { themeOf } from "./theme.ts";

// The panel's room beside the launcher, with its shadow.
const PANEL = { w: 376, h: 608 };
const SHADOW = 28;
const LAUNCHER = 56;

/** The whole frame: a corner of the window, or the page's own place for it. */
export function App({ chat, bridge, now }: { chat: Chat; bridge: Bridge; now: () => number }) {
  const state = useStore(chat.store);
  const { chatflow, shape } = state;
  const code = chatflow?.language ?? "en";
  const texts = useTextsOf(code);
  const root = useRef<HTMLElement>(null);
  const place = chatflow && (state.mobile ? chatflow.look.mobile : chatflow.look);
  const side = place?.side ?? "right";
  const theme = chatflow && themeOf(chatflow.look, shape.dark);

  useLayoutEffect(() => {
    document.documentElement.lang = code;
    document.documentElement.dir = directionOf(code);
    document.documentElement.dataset["theme"] = shape.dark ? "dark" : "light";
    // The frame is as narrow as what it shows: what may be wide goes by the window's width.
    document.documentElement.style.setProperty("--w", `${shape.w}px`);
    for (const [name, value] of Object.entries(theme ?? {})) document.documentElement.style.setProperty(name, value);
  });

  // Tells the page how much room is needed, whenever that changes.
  useLayoutEffect(() => {
    const told = { w: 0, h: 0, side: "" };
    const tell = () => {
      const next = { ...room(state, root.current, place?.edge ?? 0, place?.bottom ?? 0), side };
      if (next.w === told.w && next.h === told.h && next.side === told.side) return;
      Object.assign(told, next);
      bridge.post({ t: "size", ...next });
    };
    tell();
    const observer = new ResizeObserver(tell);
    for (const child of root.current?.children ?? []) observer.observe(child);
    return () => observer.disconnect();
  });

  if (!chatflow || !texts) return null;
  const full = state.open && fullScreen(state);
  return (
    <Language.Provider value={{ texts, code, now }}>
      <ChatContext.Provider value={chat}>
        <main ref={root} onKeyDown={(event) => state.open && !state.inline && chatKeys(event, chat)} class={`root ${side} ${state.inline ? "inline" : full ? "full" : ""}`} style={state.inline || full ? {} : { [side]: `${place!.edge}px`, bottom: `${place!.bottom}px` }}>
          {!state.open && <h1 class="visually-hidden">{texts.chat}</h1>}
          {state.open && <Panel state={state} modal={!state.inline} />}
          {!state.inline && !full && <Corner state={state} />}
        </main>
        <Announcer state={state} />
      </ChatContext.Provider>
    </Language.Provider>
  );
}

function room(s: State, root: HTMLElement | null, edge: number, bottom: number): { w: number; h: number } {
  if (!root) return { w: 0, h: 0 };
  const { w, h } = s.shape;
  if (s.open && fullScreen(s)) return { w, h };
  if (s.open) return { w: Math.min(w, PANEL.w + edge + SHADOW), h: Math.min(h, PANEL.h + LAUNCHER + 16 + bottom + SHADOW) };
  const box = root.getBoundingClientRect();
  return box.width === 0 ? { w: 0, h: 0 } : { w: Math.min(w, Math.ceil(box.width) + edge + SHADOW), h: Math.min(h, Math.ceil(box.height) + bottom + SHADOW) };
}

// The texts of a language, once they are there: nothing shows in a wrong one first.
function useTextsOf(code: string) {
  const [texts, setTexts] = useState<typeof en | null>(null);
  useEffect(() => {
    let current = true;
    void textsOf(code).then((loaded) => current && setTexts(loaded));
    return () => {
      current = false;
    };
  }, [code]);
  return texts;
}
