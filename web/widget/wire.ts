/** What the server and the widget tell each other (docs/chat-protocol.md). Types alone: nothing of this file is in a bundle. */

export interface Page {
  url: string;
  title: string;
  referrer?: string;
}

/** A visitor's device as display rules know it; `tablet` follows the rules of desktop. */
export type Device = "desktop" | "mobile" | "tablet";

export interface OpenRequest {
  portal_id: string;
  visitor: string;
  tracking: string;
  page: Page;
  language: string;
  timezone: string;
  screen: { w: number; h: number };
  device: Device;
  views: number;
  returning: boolean;
  seconds_on_page: number;
  consented: boolean;
  identification: { email: string; token: string } | null;
}

export interface OpenAnswer {
  visitor: string;
  tracking: string;
  known: boolean;
  /** Good once, for a minute. */
  code: string;
  chatflow: Chatflow | null;
  unread: number;
  open_threads: string[];
  /** Where no chatflow fits: after how many seconds one may. */
  recheck_after?: number;
  identification_error?: string;
}

export interface Person {
  id?: string;
  name: string;
  initials: string;
  color: string;
  avatar_url: string | null;
  available?: boolean;
}

export interface Triggers {
  load: boolean;
  seconds: number;
  /** Percent of the page's height. */
  scroll: number;
  exit: boolean;
}

export type Behaviour = "open" | "bubble" | "launcher";

export interface Display {
  on: boolean;
  behaviour: Behaviour;
  triggers: Triggers;
}

export interface Place {
  side: "right" | "left";
  /** Pixels from the window's edges. */
  bottom: number;
  edge: number;
}

export interface Availability {
  state: "available" | "away";
  reply_time: "" | "minutes" | "hours" | "day";
  away: "" | "hide" | "return_time" | "message" | "nothing";
  returns_at: string | null;
  away_message: string;
}

export interface Chatflow {
  id: string;
  name: string;
  language: string;
  kind: string;
  look: Place & { accent: string; font: string; mobile: Place; avatar_url: string | null };
  heading: { mode: "people" | "custom"; name: string; text: string; avatar_url: string | null; people: Person[] };
  welcome: string;
  display: { desktop: Display; mobile: Display };
  availability: Availability;
  email_capture: { when: "off" | "before" | "after"; prompt: string };
  consent: { mode: "off" | "notice" | "required"; text: string; button: string };
  attachments: boolean;
  knowledge: boolean;
  rating: { on: boolean };
  queue_position: number | null;
}

export interface Thread {
  id: string;
  status: "open" | "closed";
  preview: string;
  unread: number;
  last_at: string | null;
  people: Person[];
  rating_asked: boolean;
}

export interface File {
  id: string;
  name: string;
  size: number;
  content_type: string;
  url: string;
  thumbnail_url: string | null;
}

export interface Message {
  id: string;
  client_id: string;
  thread_id: string;
  seq: number;
  at: string;
  from: "visitor" | "agent" | "system" | "welcome";
  author: Person | null;
  text: string;
  html: string | null;
  files: File[];
  status: "sent" | "read";
  event: "" | "closed" | "joined" | "left" | "emailed";
  /** Answers to choose from, as buttons. */
  offer?: Offer;
}

export interface Offer {
  replies: { value: string; label: string; url: boolean }[];
  /** The visitor may write an answer as well. */
  input: boolean;
  several: boolean;
}

/** What was chosen of the offer of a message. */
export interface Choice {
  message_id: string;
  values: string[];
}

export interface Session {
  token: string;
  expires_at: string;
  seq: number;
  visitor: { email: string; email_verified: boolean; name: string };
  /** Null where it was switched off meanwhile. */
  chatflow: Chatflow | null;
  threads: Thread[];
}

/** A published help article. */
export interface Article {
  id: string;
  title: string;
  description: string;
  /** Left out of lists. */
  html?: string;
  url: string;
}

export interface Posted {
  thread: Thread;
  message: Message;
}

/** What the server sends down the line. */
export type LineFrame =
  /** `reset`: too much was missed to be told; what is known has to be loaded anew. */
  | { t: "hello"; seq: number; reset?: boolean }
  | { t: "message"; seq: number; message: Message }
  | { t: "thread"; seq: number; thread: Thread }
  | { t: "read"; thread_id: string; seq: number }
  | { t: "typing"; thread_id: string; author: Person; on: boolean }
  | { t: "people"; availability: Availability; people: Person[] }
  | { t: "queue"; thread_id: string; position: number | null }
  | { t: "contact"; seq: number; email: string }
  | { t: "slow"; retry_after: number; text: string }
  | { t: "bye"; reason: "signed_out" | "moved" }
  | { t: "ping" };
