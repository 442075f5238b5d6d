import type { Chat } from "../chat.ts";

/** The keys of an open, floating chat: Tab stays among the panel and its launcher, Escape closes. */
export function chatKeys(event: KeyboardEvent, chat: Chat): void {
  if (event.key === "Escape" && !event.defaultPrevented) chat.close(true);
  if (event.key === "Tab") keepInside(event, event.currentTarget as HTMLElement);
}

// The frame is a world of its own: without this, Tab would walk on into the page behind.
function keepInside(event: KeyboardEvent, around: HTMLElement): void {
  const all = [...around.querySelectorAll<HTMLElement>("button, a[href], input, textarea, [tabindex='0']")].filter((e) => !e.hasAttribute("disabled") && e.tabIndex >= 0 && e.offsetParent !== null);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge && !document.activeElement?.matches(".panel, body")) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0])?.focus();
}
