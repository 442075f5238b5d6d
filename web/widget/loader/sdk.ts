import type { EventName, ToFrame, ToLoader } from "../protocol.ts";
import type { Chatflow, OpenAnswer, OpenRequest } from "../wire.ts";
import { HIDE_WELCOME, IS_OPEN, readCookie, TRACKING, VISITOR, writeCookie } from "./cookies.ts";
import { newEvents } from "./events.ts";
import { hold } from "./holder.ts";
import { type PageView, pageView } from "./page.ts";
import { watchVisitor } from "./visitor.ts";
import { attempt, complain, readSettings, type Settings } from "./settings.ts";

export interface Sdk {
  widget: {
    load(options?: { widgetOpen?: boolean }): void;
    refresh(options?: { openToNewThread?: boolean }): void;
    open(): void;
    close(): void;
    remove(): void;
    status(): { loaded: boolean; pending: boolean };
  };
  on(event: EventName, listener: (payload: unknown) => void): void;
  off(event: EventName, listener: (payload: unknown) => void): void;
  clear(options?: { resetWidget?: boolean }): void;
  resetAndReloadWidget(): void;
  debug(): void;
}

/** Makes window.HubSpotConversations (area 21). A page that has the script twice gets one widget. */
export function boot(portal: string, base: string): void {
  if (window.HubSpotConversations) return;
  const events = newEvents();
  let settings: Settings;
  let view: PageView;
  let code: string;
  let inline: Element | null;
  // Undefined before the first answer, null where none fits.
  let chatflow: Chatflow | null | undefined;
  // Ends with the widget's removal, and with it everything that the widget listens to.
  let life: AbortController | null;
  let post: (message: ToFrame) => void = () => {};
  let loaded = false;
  let pending = false;
  // Grows with each question and removal: an answer to an earlier one no longer counts.
  let run = 0;
  let openWanted: boolean | undefined;
  let threadWanted: boolean | undefined;
  let visitor = "";
  let tracking = "";
  let consented = false;
  let fresh = false;
  // A token stops identifying once the page has cleared its visitor.
  let spentToken: string;

  // Tells the server of the page view; null when it does not answer.
  async function ask(): Promise<OpenAnswer | null> {
    const { identificationEmail: email, identificationToken: token, enableWidgetCookieBanner: banner } = settings;
    visitor ||= readCookie(VISITOR);
    const blank = !visitor;
    tracking ||= readCookie(TRACKING);
    fresh ||= blank;
    consented ||= !blank || !banner;
    view = pageView(consented);
    const body: OpenRequest = { portal_id: portal, visitor, tracking, returning: !!tracking, identification: token && token !== spentToken ? { email, token } : null, ...view };
    const answer = await fetch(base + "/chat/v1/open", { method: "POST", body: JSON.stringify(body) })
      .then((response) => response.json())
      .catch(() => null);
    if (!answer) return null;
    const wrong = answer.error?.message ?? answer.identification_error;
    if (wrong) complain(wrong);
    if (answer.code) ({ visitor, tracking } = answer);
    const other = readCookie(VISITOR);
    // Another tab of the same new visitor was faster: they are one.
    if (blank && other) {
      visitor = other;
      return ask();
    }
    keep();
    return answer;
  }

  function keep() {
    if (!consented) return;
    writeCookie(VISITOR, visitor);
    writeCookie(TRACKING, tracking);
  }

  async function load(again?: boolean) {
    if (!again && (loaded || pending)) return;
    const mine = again ? run : ++run;
    settings = readSettings();
    pending = true;
    const answer = await ask();
    if (mine !== run) return;
    if (answer) show(answer);
    // The server is away for a moment.
    else setTimeout(() => mine === run && load(true), 5e3);
  }

  function show(answer: OpenAnswer) {
    chatflow = answer.chatflow;
    if (!chatflow) {
      // Another may fit whoever stays for so many seconds.
      if (answer.recheck_after) setTimeout(refresh, answer.recheck_after * 1e3);
      return drop();
    }
    if (life) return post({ t: "refresh", page: view.page, chatflow, threadWanted });
    pending = true;
    code = answer.code;
    inline = null;
    const { inlineEmbedSelector } = settings;
    if (inlineEmbedSelector) {
      attempt(() => (inline = document.querySelector(inlineEmbedSelector)));
      if (!inline) complain("not found:", inlineEmbedSelector);
    }
    life = new AbortController();
    const { signal } = life;
    post = hold(base, settings, inline, signal, hear);
    addEventListener("resize", () => post({ t: "shape", shape: shape() }), { signal });
    watchVisitor(signal, post);
  }

  const shape = () => ({ w: innerWidth, h: innerHeight, dark: matchMedia("(prefers-color-scheme:dark)").matches });

  function hear(message: ToLoader) {
    if (message.t === "ready") {
      const { identificationEmail, identificationToken, ...shared } = settings;
      post({ t: "start", code, settings: shared, view, shape: shape(), openWanted, threadWanted, fresh, inline: !!inline, wasOpen: readCookie(IS_OPEN), welcomed: readCookie(HIDE_WELCOME) });
      openWanted = threadWanted = fresh = false;
    } else if (message.t === "event") {
      if (message.name === "widgetLoaded") {
        loaded = true;
        pending = false;
      }
      events.emit(message.name, message.payload);
    } else if (message.t === "keep") consented && writeCookie(message.open ? IS_OPEN : HIDE_WELCOME, 1, message.seconds);
    else if (message.t === "accepted") {
      consented = true;
      keep();
    } else void ask().then((answer) => post({ t: "code", code: answer?.code ?? "" }));
  }

  async function refresh(options?: { openToNewThread?: boolean }) {
    if (chatflow === undefined || pending) return;
    threadWanted = options?.openToNewThread;
    const mine = ++run;
    const answer = await ask();
    if (mine === run && answer) show(answer);
  }

  function drop() {
    life?.abort();
    life = null;
    post = () => {};
    loaded = pending = false;
  }

  const remove = () => {
    run++;
    chatflow = undefined;
    drop();
  };

  const clear = (options?: { resetWidget?: boolean }) => {
    for (const name of [VISITOR, IS_OPEN, HIDE_WELCOME]) writeCookie(name, 0, 0);
    visitor = "";
    fresh = true;
    consented = false;
    spentToken = settings?.identificationToken;
    post({ t: "forget" });
    if (options?.resetWidget) {
      remove();
      void load();
    }
  };

  const status = () => ({ loaded, pending });
  window.HubSpotConversations = {
    widget: {
      load: (options) => {
        openWanted ||= !loaded && options?.widgetOpen;
        void load();
      },
      refresh,
      open: () => {
        openWanted = !loaded;
        post({ t: "open" });
        void load();
      },
      close: () => {
        openWanted = false;
        post({ t: "close" });
      },
      remove,
      status,
    },
    on: events.on,
    off: events.off,
    clear,
    resetAndReloadWidget: () => clear({ resetWidget: true }),
    debug: () => console.log(portal, base, status(), settings, chatflow),
  };

  // What is pushed from now on runs at once.
  const callbacks = Object((window.hsConversationsOnReady ??= []));
  callbacks.push = (...more: (() => void)[]) => more.forEach(attempt);
  Array.from<() => void>(callbacks).forEach(attempt);
  if (Object(window.hsConversationsSettings).loadImmediately !== false) void load();
}
