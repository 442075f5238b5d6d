import type { Shape, Start } from "../protocol.ts";
import type { Chatflow, LineFrame, Message, Person, Session, Thread } from "../wire.ts";
import type { LineState } from "./line.ts";
import { isNew, type Pending } from "./outbox.ts";

/** All that the widget knows and shows. Everything that changes it is a pure function of this file. */
export interface State {
  ready: boolean;
  chatflow: Chatflow | null;
  settings: Start["settings"];
  inline: boolean;
  mobile: boolean;
  shape: Shape;
  /** Up to where this tab has what the visitor may see. */
  seq: number;
  /** Newest first. */
  threads: Thread[];
  /** By thread, in order. */
  messages: Record<string, Message[]>;
  /** Threads whose beginning is not loaded yet. */
  earlier: Record<string, boolean>;
  pending: Pending[];
  typing: Record<string, Person>;
  /** Up to where the team has read, by thread. */
  seen: Record<string, number>;
  queue: Record<string, number | null>;
  /** The number of the last thread frame, by thread: its count of unread messages holds everything up to there. */
  counted: Record<string, number>;
  /** The visitor's address as they gave it, or as the server knows it. */
  email: string;
  consent: boolean;
  line: LineState;
  /** The server asks for patience: this visitor, or everybody. */
  slow: "" | "slow" | "busy";
  rated: Record<string, number>;

  open: boolean;
  /** The page is not hidden behind others. */
  looking: boolean;
  list: boolean;
  /** The help articles show, before any conversation (CHAT-18). */
  help: boolean;
  /** The thread in view; see Pending.thread. */
  thread: string;
  /** Counts what was brought into view: a new conversation that becomes a thread is still the same one. */
  view: number;
  bubble: "" | "welcome" | "message";
  banner: "" | "shown" | "waits";
}

export const initial: State = {
  ready: false, chatflow: null, inline: false, mobile: false, shape: { w: 0, h: 0, dark: false },
  settings: { enableWidgetCookieBanner: false, disableAttachment: false, disableInitialInputFocus: false, hideNewThreadLink: false },
  seq: 0, threads: [], messages: {}, earlier: {}, pending: [], typing: {}, seen: {}, queue: {}, counted: {}, email: "", consent: false,
  line: "idle", slow: "", rated: {}, open: false, looking: true, list: false, help: false, thread: "", view: 0, bubble: "", banner: "",
};

/** A phone's chat takes the whole window, and so does one in a window hardly larger. */
export const fullScreen = (s: State) => !s.inline && (s.shape.w <= 480 || (s.mobile && s.shape.h <= 480));

/** Who says welcome: the team as a whole, the same at each visit, whoever of it may be shown above. */
export function house({ heading, look }: Chatflow): Person {
  return { name: heading.name, initials: [...heading.name][0] ?? "", color: look.accent, avatar_url: heading.avatar_url || look.avatar_url };
}

export const unread = (s: State) => s.threads.reduce((n, t) => n + t.unread, 0);

export const unreadThreads = (s: State) => s.threads.filter((t) => t.unread > 0).length;

/** What the visitor sees of a thread that is not the server's yet. */
export const pendingIn = (s: State, thread: string) => {
  const known = new Set((s.messages[thread] ?? []).map((m) => m.client_id));
  return s.pending.filter((p) => p.thread === thread && !known.has(p.client_id));
};

/** What the visitor is asked to choose from: the last word of a thread, and nothing said since. */
export function offerOf(s: State): Message | null {
  const open = s.threads.some((t) => t.id === s.thread && t.status === "open");
  const last = s.messages[s.thread]?.filter((m) => !m.event).at(-1);
  return open && last?.offer && pendingIn(s, s.thread).length === 0 ? last : null;
}

/** Whether the visitor is looking at a thread right now. */
export const inView = (s: State, thread: string) => s.open && s.looking && !s.list && !s.help && s.thread === thread;

export function withSession(s: State, session: Session): State {
  const known = new Map(session.threads.map((t) => [t.id, t]));
  return {
    ...s,
    ready: true,
    chatflow: session.chatflow ?? s.chatflow,
    // A renewed session keeps the place at which this tab stands: the line brings what is missing.
    seq: s.ready ? s.seq : session.seq,
    threads: sorted([...session.threads, ...s.threads.filter((t) => !known.has(t.id))]),
    email: s.email || session.visitor.email,
    queue: s.queue,
  };
}

/** What the line says. The same frame twice changes nothing. */
export function withFrame(s: State, frame: LineFrame): State {
  const next = "seq" in frame && (frame.t === "message" || frame.t === "thread" || frame.t === "contact" || (frame.t === "hello" && frame.reset)) ? { ...s, seq: Math.max(s.seq, frame.seq) } : s;
  switch (frame.t) {
    case "message":
      return withMessage(next, frame.message);
    case "thread":
      return withThread({ ...next, counted: { ...s.counted, [frame.thread.id]: frame.seq } }, frame.thread);
    case "read":
      return { ...s, seen: { ...s.seen, [frame.thread_id]: Math.max(frame.seq, s.seen[frame.thread_id] ?? 0) } };
    case "typing":
      return { ...s, typing: frame.on ? { ...s.typing, [frame.thread_id]: frame.author } : without(s.typing, frame.thread_id) };
    case "people":
      return s.chatflow ? { ...s, chatflow: { ...s.chatflow, availability: frame.availability, heading: { ...s.chatflow.heading, people: frame.people } } } : s;
    case "queue":
      return { ...s, queue: { ...s.queue, [frame.thread_id]: frame.position } };
    case "contact":
      return { ...next, email: frame.email };
    case "slow":
      return { ...s, slow: "busy" };
    default:
      return next;
  }
}

/** A message takes its place by number; one that is known already is replaced. */
export function withMessage(s: State, message: Message): State {
  const id = message.thread_id;
  const known = s.messages[id]?.find((m) => m.id === message.id);
  // Each answer signs the addresses of files anew: a picture that is there already stays.
  const shown = known && known.files.length === message.files.length ? { ...message, files: known.files } : message;
  const list = [...(s.messages[id] ?? []).filter((m) => m.id !== message.id), shown].sort((a, b) => a.seq - b.seq || time(a.at) - time(b.at));
  const fresh = !known && message.from === "agent" && !inView(s, id) && message.seq > (s.counted[id] ?? 0);
  const threads = s.threads.map((t) =>
    t.id !== id ? t : { ...t, last_at: later(t.last_at, message.at), preview: time(message.at) >= time(t.last_at) ? message.text || message.files[0]?.name || t.preview : t.preview, unread: t.unread + (fresh ? 1 : 0) },
  );
  return { ...s, messages: { ...s.messages, [id]: list }, threads: sorted(threads), typing: message.from === "agent" ? without(s.typing, id) : s.typing };
}

export function withThread(s: State, thread: Thread): State {
  const shown = inView(s, thread.id) ? { ...thread, unread: 0 } : thread;
  return { ...s, threads: sorted([shown, ...s.threads.filter((t) => t.id !== thread.id)]) };
}

/** A page of history, the newest or an earlier one. */
export function withHistory(s: State, thread: Thread, messages: Message[], whole: boolean): State {
  const next = messages.reduce(withMessage, withThread({ ...s, counted: { ...s.counted, [thread.id]: Infinity } }, thread));
  return { ...next, counted: { ...s.counted, [thread.id]: Math.max(s.counted[thread.id] ?? 0, ...messages.map((m) => m.seq)) }, earlier: { ...s.earlier, [thread.id]: !whole } };
}

export function withRead(s: State, thread: string): State {
  return { ...s, threads: s.threads.map((t) => (t.id === thread && t.unread > 0 ? { ...t, unread: 0 } : t)) };
}

/** The first message of a new conversation has made its thread: whoever looked at the one looks at the other. */
export function withPosted(s: State, thread: Thread, message: Message, from: string): State {
  const next = withMessage(withThread(s, thread), message);
  return isNew(from) && s.thread === from ? { ...next, thread: thread.id, earlier: { ...next.earlier, [thread.id]: false } } : next;
}

/** What opening shows: the conversation that goes on, or what waits to be sent, or a new one. */
export function entry(s: State): string {
  const waiting = s.pending.find((p) => !s.threads.some((t) => t.id === p.thread));
  return waiting?.thread ?? s.threads.find((t) => t.status === "open")?.id ?? s.threads.find((t) => t.rating_asked)?.id ?? "";
}

const time = (at: string | null) => (at ? Date.parse(at) : 0);
const later = (a: string | null, b: string | null) => (time(a) > time(b) ? a : b);
const sorted = (threads: Thread[]) => [...threads].sort((a, b) => time(b.last_at) - time(a.last_at));

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}
