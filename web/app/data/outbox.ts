import { ApiError, request } from "../api/client.ts";
import type { ActionAnswer, ActionRequest, CommentRequest, ComposeRequest, Item, SendRequest, ThreadRow } from "../api/types.ts";

/**
 * Everything a person did that the server has not confirmed. Entries survive a reload
 * and wait out a lost connection; each carries an identity that makes a second
 * delivery harmless. What the screen shows early is derived from here (overlay.ts),
 * so an entry that leaves takes its overlay with it.
 */
export type Deed =
  | { kind: "action"; request: ActionRequest }
  | { kind: "send"; thread_id: string; request: SendRequest }
  | { kind: "comment"; thread_id: string; request: CommentRequest }
  | { kind: "compose"; request: ComposeRequest };

export interface Entry {
  id: string;
  made_at: string;
  deed: Deed;
  /** waiting: not under way yet. going: on the wire. refused: the server said no, and a person has to decide. */
  state: "waiting" | "going" | "refused";
  refusal: { message: string; code: string | null; details: Record<string, unknown> } | null;
}

export interface Answers {
  action: ActionAnswer;
  send: { item: Item; thread: ThreadRow };
  comment: { item: Item; thread?: ThreadRow };
  compose: { item: Item; thread: ThreadRow };
}

export interface OutboxHooks {
  /** Called before the entry leaves, so that the server's truth is in place when the overlay goes. */
  onDone(entry: Entry, answer: Answers[Deed["kind"]]): void;
  onRefused(entry: Entry, error: ApiError): void;
}

const PREFIX = "parley.outbox.";

export class Outbox {
  private entries: readonly Entry[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly waiters = new Map<string, { resolve: (answer: Answers[Deed["kind"]]) => void; reject: (error: unknown) => void }>();

  constructor(
    private readonly storage: Storage,
    private readonly hooks: OutboxHooks,
  ) {}

  readonly snapshot = (): readonly Entry[] => this.entries;
  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes over what an earlier page left behind. */
  restore(): void {
    const found: Entry[] = [];
    for (let index = 0; index < this.storage.length; index++) {
      const key = this.storage.key(index);
      if (!key?.startsWith(PREFIX)) continue;
      const entry = JSON.parse(this.storage.getItem(key) ?? "null") as Entry | null;
      if (entry) found.push(entry.state === "going" ? { ...entry, state: "waiting" } : entry);
    }
    this.change(found.sort((a, b) => (a.made_at < b.made_at ? -1 : 1)));
    this.drain();
  }

  /** Adds a deed; resolves when the server has confirmed it, however long that takes. */
  add<K extends Deed["kind"]>(deed: Extract<Deed, { kind: K }>): { id: string; done: Promise<Answers[K]> } {
    const entry: Entry = { id: crypto.randomUUID(), made_at: new Date().toISOString(), deed, state: "waiting", refusal: null };
    const done = new Promise<Answers[Deed["kind"]]>((resolve, reject) => this.waiters.set(entry.id, { resolve, reject }));
    done.catch(() => undefined);
    this.save(entry);
    this.change([...this.entries, entry]);
    this.drain();
    return { id: entry.id, done: done as Promise<Answers[K]> };
  }

  /** Takes back a deed that is not on the wire; false if it is too late. */
  cancel(id: string): boolean {
    const entry = this.entries.find((candidate) => candidate.id === id);
    if (!entry || entry.state === "going") return false;
    this.forget(entry);
    return true;
  }

  /** Sends a refused deed again, changed if need be. */
  retry(id: string, deed?: Deed): void {
    this.update(id, { state: "waiting", refusal: null, ...(deed ? { deed } : {}) });
    this.drain();
  }

  /** Starts every entry that waits for nothing: deeds on one thread keep their order. */
  drain(): void {
    for (const entry of this.entries) {
      const earlier = this.entries.slice(0, this.entries.indexOf(entry));
      const blocked = earlier.some((other) => other.state !== "refused" && overlap(other.deed, entry.deed));
      if (entry.state === "waiting" && !blocked) void this.deliver(entry);
    }
  }

  private async deliver(entry: Entry): Promise<void> {
    this.update(entry.id, { state: "going" });
    const { path, body } = requestOf(entry.deed);
    try {
      const answered = await request<Answers[Deed["kind"]]>("POST", path, body);
      this.hooks.onDone(entry, answered);
      this.forget(entry);
      this.waiters.get(entry.id)?.resolve(answered);
      this.drain();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.stumble(entry, error);
    }
  }

  private stumble(entry: Entry, error: ApiError): void {
    if (error.kind === "offline" || error.kind === "unavailable" || error.kind === "unauthenticated") {
      this.update(entry.id, { state: "waiting" });
      return;
    }
    // An action that was refused is over; a text that was refused is kept for its author.
    if (entry.deed.kind === "action") this.forget(entry);
    else this.update(entry.id, { state: "refused", refusal: { message: error.message, code: error.code, details: error.details } });
    this.hooks.onRefused(entry, error);
    this.waiters.get(entry.id)?.reject(error);
    this.drain();
  }

  private update(id: string, part: Partial<Entry>): void {
    this.change(
      this.entries.map((entry) => {
        if (entry.id !== id) return entry;
        const next = { ...entry, ...part };
        this.save(next);
        return next;
      }),
    );
  }

  private forget(entry: Entry): void {
    this.storage.removeItem(PREFIX + entry.id);
    this.change(this.entries.filter((candidate) => candidate.id !== entry.id));
  }

  private save(entry: Entry): void {
    this.storage.setItem(PREFIX + entry.id, JSON.stringify(entry));
  }

  private change(next: readonly Entry[]): void {
    this.entries = next;
    for (const listener of this.listeners) listener();
  }
}

function requestOf(deed: Deed): { path: string; body: unknown } {
  switch (deed.kind) {
    case "action":
      return { path: "/threads/actions", body: deed.request };
    case "send":
      return { path: `/threads/${deed.thread_id}/messages`, body: deed.request };
    case "comment":
      return { path: `/threads/${deed.thread_id}/comments`, body: deed.request };
    case "compose":
      return { path: "/threads", body: deed.request };
  }
}

function overlap(a: Deed, b: Deed): boolean {
  const ofA = threadsOf(a);
  const ofB = threadsOf(b);
  // "All that match" may mean any thread.
  if (ofA === null || ofB === null) return true;
  return ofA.some((id) => ofB.includes(id));
}

function threadsOf(deed: Deed): readonly string[] | null {
  if (deed.kind === "action") return deed.request.match ? null : (deed.request.thread_ids ?? []);
  return deed.kind === "compose" ? [] : [deed.thread_id];
}
