import { type Envelope, type ToFrame, type ToLoader, VERSION } from "../protocol.ts";
import type { Settings } from "./settings.ts";

// Written against whatever the page's own rules say about all its div and iframe elements.
const CONTAINER = "all:initial;position:fixed;bottom:0;z-index:2000000000;";
// A frame whose colour scheme differs from its document's gets an opaque ground.
const FRAME = "all:initial;display:block;width:100%;height:100%;color-scheme:light";

/**
 * Puts the widget's one element, with the frame in it, onto the page (SDK-15), until the signal comes; `inline` is the
 * page's own node for it, if any. Returns what posts to the frame.
 */
export function hold(base: string, settings: Settings, inline: Element | null, signal: AbortSignal, hear: (message: ToLoader) => void) {
  const box = document.createElement("div");
  const frame = document.createElement("iframe");
  const { origin } = new URL(base);
  const parley = VERSION + crypto.getRandomValues(new Uint32Array(2)).join("");

  const place = (w: number, h: number, side: string) => {
    if (inline) return;
    if (settings.avoidInlineStyles) {
      box.className = side;
      Object.assign(frame, { width: w, height: h });
    } else box.style.cssText = `${CONTAINER}${side}:0;width:${w}px;height:${h}px`;
  };
  addEventListener(
    "message",
    ({ source, origin: from, data }: MessageEvent<Envelope & ToLoader>) => {
      if (source !== frame.contentWindow || from !== origin || data.parley !== parley) return;
      if (data.t === "size") place(data.w, data.h, data.side);
      else hear(data);
    },
    { signal },
  );
  signal.onabort = () => box.remove();

  box.id = inline ? "hubspot-conversations-inline-parent" : "hubspot-messages-iframe-container";
  Object.assign(frame, {
    title: "Chat",
    frameBorder: "0",
    sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox",
    src: `${base}/chat/frame.html#${parley}/${location.origin}`,
  });
  if (inline) Object.assign(frame, { id: "hubspot-conversations-inline-iframe", width: "100%", height: 560, align: "top" });
  else if (settings.avoidInlineStyles) {
    // Hidden until its style sheet is there: nothing on the page may move.
    box.hidden = true;
    const link = document.createElement("link");
    box.append(Object.assign(link, { rel: "stylesheet", href: base + __LOADER_CSS__, onload: () => (box.hidden = false) }));
  } else frame.style.cssText = FRAME;
  place(0, 0, "right");
  box.append(frame);
  (inline ?? document.body).append(box);
  return (message: ToFrame) => frame.contentWindow?.postMessage({ parley, ...message }, origin);
}
