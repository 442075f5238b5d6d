import type { Banner } from "../protocol.ts";

const defaults = {
  loadImmediately: true,
  inlineEmbedSelector: "",
  enableWidgetCookieBanner: false as boolean | Banner,
  disableAttachment: false,
  disableInitialInputFocus: false,
  avoidInlineStyles: false,
  hideNewThreadLink: false,
  identificationEmail: "",
  identificationToken: "",
};

export type Settings = typeof defaults;

/** One console error, in the name by which people will search for it. */
export function complain(...what: unknown[]): void {
  console.error("Parley:", ...what);
}

/** Runs a function of the page: what it throws is told, and stops nothing. */
export function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    complain(error);
  }
}

/** What the page set (SDK-02…04). A setting of the wrong type is named in the console, and the default holds (SDK-05). */
export function readSettings(): Settings {
  const given = Object(window.hsConversationsSettings);
  const out: Record<string, unknown> = { ...defaults };
  for (const key in out) {
    const value: unknown = given[key];
    if (typeof value === typeof out[key] || (key === "enableWidgetCookieBanner" && /^ON_(WIDGET_LOAD|EXIT_INTENT)$/.test(value as string))) out[key] = value;
    else if (value !== undefined) complain(`${key} is no ${typeof out[key]}:`, value);
  }
  return out as Settings;
}
