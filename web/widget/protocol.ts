import type { Chatflow, Device, Page } from "./wire.ts";

/**
 * What the loader (on the host page) and the frame (on Parley's origin) tell each other by postMessage.
 * Both sides check origin and source exactly, and a key that the loader drew for this one frame: it stands,
 * with the host page's origin, in the fragment of the frame's address. Nothing lasting goes this way (ATK-33).
 */
export const VERSION = "1.";

export interface Envelope {
  /** The version and the number drawn for this frame. */
  parley: string;
}

/** When a cookie banner shows: as soon as the widget stands, or when the visitor is about to leave. */
export type Banner = "ON_WIDGET_LOAD" | "ON_EXIT_INTENT";

/** The host window, in pixels, and whether its visitor likes it dark. */
export interface Shape {
  w: number;
  h: number;
  dark: boolean;
}

export interface Start {
  t: "start";
  code: string;
  /** The settings of the page that concern the frame (SDK-03). */
  settings: { enableWidgetCookieBanner: boolean | Banner; disableAttachment: boolean; disableInitialInputFocus: boolean; hideNewThreadLink: boolean };
  view: { page: Page; device: Device; seconds_on_page: number; consented: boolean };
  shape: Shape;
  inline: boolean;
  /** The page asked for an open chat, or for a new conversation in it. */
  openWanted: boolean | undefined;
  threadWanted: boolean | undefined;
  /** The cookies that say so, or nothing: the chat was open on the page before; the bubble was dismissed within a day. */
  wasOpen: string;
  welcomed: string;
  /** No cookie named this visitor: what an earlier one left in the frame's storage is not theirs. */
  fresh: boolean;
}

export type ToFrame =
  | Start
  | { t: "open" | "close" | "forget" }
  /** The visitor is about to leave, or has seen this much of the page's height. */
  | { t: "exit" }
  | { t: "scroll"; percent: number }
  /** A new one-time code; empty when there is none to be had now. */
  | { t: "code"; code: string }
  | { t: "shape"; shape: Shape }
  /** A page of a single-page app, and the chatflow that fits it. */
  | { t: "refresh"; page: Page; chatflow: Chatflow; threadWanted: boolean | undefined };

export type ToLoader =
  /** `accepted`: the visitor agreed to cookies. `expired`: a new code is wanted. */
  | { t: "ready" | "accepted" | "expired" }
  /** Remember for so many seconds that the chat is open, or else that the bubble was dismissed. */
  | { t: "keep"; open: boolean; seconds: number }
  /** The room that the frame needs at its corner of the window, in pixels. */
  | { t: "size"; w: number; h: number; side: "left" | "right" }
  | { t: "event"; name: EventName; payload: unknown };

/** The events of the SDK (SDK-12). */
export type EventName =
  | "conversationStarted"
  | "conversationClosed"
  | "userSelectedThread"
  | "unreadConversationCountChanged"
  | "contactAssociated"
  | "userInteractedWithWidget"
  | "widgetLoaded"
  | "widgetClosed"
  | "quickReplyButtonClick";
