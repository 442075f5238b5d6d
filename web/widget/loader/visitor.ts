import type { ToFrame } from "../protocol.ts";

/** Tells the frame what its triggers need and only the host page sees: how far is scrolled, and that the visitor is leaving. */
export function watchVisitor(signal: AbortSignal, post: (message: ToFrame) => void): void {
  const root = document.documentElement;
  let most = 0;
  const scrolled = () => {
    const percent = Math.round((scrollY * 100) / (root.scrollHeight - root.clientHeight));
    if (percent > most) post({ t: "scroll", percent: (most = percent) });
  };
  addEventListener("scroll", scrolled, { signal, passive: true });
  // By the top edge: towards the tabs, the address or the button that closes.
  root.addEventListener("mouseleave", (event) => event.clientY <= 0 && post({ t: "exit" }), { signal });
}
