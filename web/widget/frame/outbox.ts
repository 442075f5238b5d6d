import type { Choice, File, Page, Posted } from "../wire.ts";
import { Failure } from "./client.ts";
import type { Keep } from "./keep.ts";
import { backOff } from "./line.ts";

/** A message that the server has not acknowledged yet. */
export interface Pending {
  client_id: string;
  /** The thread's id, or "new:…" for one that its first message will make. */
  thread: string;
  chatflow_id: string;
  text: string;
  files: File[];
  page: Page;
  email?: string;
  consent?: string;
  choice?: Choice;
  /** Counts up in the order of writing; clocks go wrong. */
  order: number;
  /** Why it will not be sent by itself any more: the server's code, and its words for codes that the widget does not know. */
  failed?: { code: string; message: string };
}

export const isNew = (thread: string) => thread === "" || thread.startsWith("new:");

const PREFIX = "parley.out.";

export interface OutboxEvents {
  post(pending: Pending): Promise<Posted>;
  onChange(pending: Pending[]): void;
  onPosted(posted: Posted, pending: Pending): void;
  /** The server asks for patience. */
  onSlow(): void;
}

/**
 * What was written and is not acknowledged: kept on this device until it is, sent one after another in the order of
 * writing, and sent again with the same client id as often as it takes. Each message is an entry of its own, so that
 * several tabs may keep theirs side by side; one tab at a time sends.
 */
export class Outbox {
  private list: Pending[] = [];
  private running = false;
  private attempts = 0;
  private wakeUp: (() => void) | null = null;

  constructor(
    private readonly events: OutboxEvents,
    private keep: Keep | null,
    private readonly chance: () => number = Math.random,
  ) {}

  /** Takes up what this device still holds. */
  load(): void {
    const known = new Set(this.list.map((p) => p.client_id));
    this.list = [...this.list, ...this.stored().filter((p) => !known.has(p.client_id))].sort((a, b) => a.order - b.order);
    this.changed();
    void this.drain();
  }

  /** From now on the device keeps what waits; null: memory alone. */
  keepIn(keep: Keep | null): void {
    this.keep = keep;
    for (const p of this.list) this.save(p);
  }

  add(fields: Omit<Pending, "order">): void {
    const pending = { ...fields, order: 1 + Math.max(0, ...[...this.list, ...this.stored()].map((p) => p.order)) };
    this.list = [...this.list, pending];
    this.save(pending);
    this.changed();
    void this.drain();
  }

  retry(clientId: string): void {
    this.edit(clientId, ({ failed: _, ...rest }) => rest);
    void this.drain();
  }

  /** Acknowledged, by whatever way the news came, or given up by the visitor. */
  settle(clientId: string): void {
    if (!this.list.some((p) => p.client_id === clientId)) return;
    this.list = this.list.filter((p) => p.client_id !== clientId);
    this.keep?.remove(PREFIX + clientId);
    this.changed();
  }

  /** Forgets everything: what an earlier visitor wrote is not sent in another's name. */
  clear(): void {
    for (const p of [...this.list, ...this.stored()]) this.keep?.remove(PREFIX + p.client_id);
    this.list = [];
    this.changed();
  }

  /** There is reason to try at once. */
  wake(): void {
    this.attempts = 0;
    this.wakeUp?.();
    void this.drain();
  }

  private async drain(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next; (next = this.list.find((p) => !p.failed)); ) {
      const wait = await alone(() => this.attempt(next.client_id));
      if (wait > 0) await this.rest(wait);
    }
    this.running = false;
  }

  // Sends one; returns how long to wait before going on, in milliseconds.
  private async attempt(clientId: string): Promise<number> {
    const mine = this.list.find((p) => p.client_id === clientId);
    if (!mine) return 0;
    // Another tab may have sent what came before it, and know its thread; or have sent it altogether.
    const pending = this.read(clientId) ?? mine;
    try {
      const posted = await this.events.post(pending);
      this.attempts = 0;
      this.posted(pending, posted);
      return 0;
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure(0, "", String(error));
      if (failure.passing) {
        if (failure.status === 429) this.events.onSlow();
        return failure.retryAfter * 1000 || backOff(this.attempts++, this.chance());
      }
      this.edit(clientId, (p) => ({ ...p, failed: { code: failure.code, message: failure.message || String(failure.status) } }));
      return 0;
    }
  }

  private posted(pending: Pending, posted: Posted): void {
    // The rest of a new conversation follows its first message.
    if (isNew(pending.thread)) {
      for (const p of this.list) if (p.thread === pending.thread) this.edit(p.client_id, (q) => ({ ...q, thread: posted.thread.id }));
    }
    this.events.onPosted(posted, pending);
    this.settle(pending.client_id);
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => (clearTimeout(timer), resolve());
    });
  }

  private edit(clientId: string, change: (p: Pending) => Pending): void {
    this.list = this.list.map((p) => (p.client_id === clientId ? change(p) : p));
    const changed = this.list.find((p) => p.client_id === clientId);
    if (changed) this.save(changed);
    this.changed();
  }

  private changed(): void {
    this.events.onChange(this.list);
  }

  private save(pending: Pending): void {
    this.keep?.set(PREFIX + pending.client_id, JSON.stringify(pending));
  }

  private read(clientId: string): Pending | null {
    const text = this.keep?.get(PREFIX + clientId);
    return text ? (JSON.parse(text) as Pending) : null;
  }

  private stored(): Pending[] {
    const keys = this.keep?.keys().filter((key) => key.startsWith(PREFIX)) ?? [];
    return keys.flatMap((key) => this.read(key.slice(PREFIX.length)) ?? []);
  }
}

// One tab at a time. Where locks are missing (pages without TLS) or refused (frames without storage), the server is
// relied on, which takes a client id once. `run` never fails, so what fails is the lock.
function alone<T>(run: () => Promise<T>): Promise<T> {
  return "locks" in navigator && navigator.locks ? (navigator.locks.request("parley-outbox", run) as Promise<T>).catch(run) : run();
}
