import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Kbd } from "./Kbd.tsx";

type Side = "top" | "bottom" | "left" | "right";

/** Gives an element a short name, shown on hover and on keyboard focus. It never holds anything that is not also said elsewhere. */
export const tip = (text: string, keys?: string, side: Side = "bottom") => ({ "data-tip": text, "data-tip-keys": keys, "data-tip-side": side });

const WAIT_MS = 500;
// Whoever just read one goes along a row of buttons without waiting again; and the pointer has as long to reach the name itself.
const SOON_MS = 200;
const GAP = 6;
const EDGE = 8;

/** Shows the names of whatever is pointed at, one at a time: buttons are many, so they carry only attributes. */
export function Tips() {
  const [on, setOn] = useState<HTMLElement | null>(null);
  useEffect(() => watch(setOn), []);
  return on && <Tip key={on.dataset["tip"]} on={on} />;
}

function Tip({ on }: { on: HTMLElement }) {
  const box = useRef<HTMLDivElement>(null);
  const [style, setStyle] = useState<CSSProperties>({ visibility: "hidden" });
  useLayoutEffect(() => {
    if (box.current) setStyle(placeOf(on.getBoundingClientRect(), box.current.getBoundingClientRect(), on.dataset["tipSide"] as Side));
  }, [on]);
  const { tip: text, tipKeys: keys } = on.dataset;
  return (
    <div ref={box} className="tooltip" aria-hidden="true" style={style}>
      {text}
      {keys && <Kbd keys={keys} />}
    </div>
  );
}

// On the wished side, or on the other one where that has no room; always within the window.
function placeOf(target: DOMRect, size: DOMRect, wish: Side): CSSProperties {
  const within = (at: number, length: number, room: number) => Math.max(EDGE, Math.min(at, room - length - EDGE));
  if (wish === "left" || wish === "right") {
    const right = target.right + GAP;
    const left = target.left - GAP - size.width;
    const toRight = wish === "right" ? right + size.width <= innerWidth - EDGE : left < EDGE;
    return { left: toRight ? right : left, top: within(target.top + (target.height - size.height) / 2, size.height, innerHeight) };
  }
  const under = target.bottom + GAP;
  const over = target.top - GAP - size.height;
  const below = wish === "bottom" ? under + size.height <= innerHeight - EDGE : over < EDGE;
  return { top: below ? under : over, left: within(target.left + (target.width - size.width) / 2, size.width, innerWidth) };
}

/** Follows pointer and focus over the whole page; returns how to stop. */
function watch(show: (on: HTMLElement | null) => void): () => void {
  let shown: HTMLElement | null = null;
  // What was pressed keeps its name to itself until it is left.
  let pressed: Element | null = null;
  let hiddenAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (on: HTMLElement | null) => {
    clearTimeout(timer);
    if (on === shown) return;
    if (shown) hiddenAt = performance.now();
    shown = on;
    show(on);
  };
  const named = (target: EventTarget | null) => (target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null);
  const over = (event: PointerEvent) => {
    if (event.pointerType === "touch" || (event.target instanceof Element && event.target.closest(".tooltip"))) return clearTimeout(timer);
    const on = named(event.target);
    if (on !== pressed) pressed = null;
    clearTimeout(timer);
    if (on === shown || on === pressed) return;
    const quick = shown !== null || performance.now() - hiddenAt < SOON_MS;
    timer = setTimeout(() => put(on?.isConnected ? on : null), !on ? SOON_MS : quick ? 0 : WAIT_MS);
  };
  const focus = ({ target }: FocusEvent) => put(target instanceof Element && target.matches(":focus-visible") ? named(target) : null);
  const press = ({ target }: Event) => {
    pressed = named(target);
    put(null);
  };
  const key = (event: KeyboardEvent) => event.key !== "Tab" && !event.key.startsWith("Arrow") && put(null);
  const hide = () => put(null);

  document.addEventListener("pointerover", over);
  document.addEventListener("pointerleave", hide);
  document.addEventListener("focusin", focus);
  document.addEventListener("focusout", hide);
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("keydown", key, true);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    document.removeEventListener("pointerover", over);
    document.removeEventListener("pointerleave", hide);
    document.removeEventListener("focusin", focus);
    document.removeEventListener("focusout", hide);
    document.removeEventListener("pointerdown", press, true);
    document.removeEventListener("keydown", key, true);
    document.removeEventListener("scroll", hide, true);
  };
}
