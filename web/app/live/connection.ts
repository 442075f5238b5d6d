import type { Cursor, Frame } from "../api/types.ts";

/**
 * The live connection as a machine: each state lists the events it accepts, and
 * every other event leaves it where it is. What has to be done is told by effects.
 */
export type Transport = "socket" | "events";
export type State =
  | { at: "idle" }
  | { at: "connecting"; transport: Transport; attempt: number }
  | { at: "live"; transport: Transport }
  | { at: "away"; transport: Transport; attempt: number; retry_ms: number }
  | { at: "offline"; transport: Transport };

export type Happening =
  | { on: "start" | "hello" | "closed" | "timer" | "online" | "offline" | "stop" }
  | { on: "bye"; retry_ms: number };

export type Effect = { do: "open"; transport: Transport } | { do: "close" } | { do: "wait"; ms: number } | { do: "rest" } | { do: "catchup" };

const LONGEST_WAIT_MS = 30_000;
// A proxy that swallows a request must not keep us waiting for ever.
const CONNECT_MS = 8_000;
// Some proxies let no WebSocket through: after two vain attempts, event streams take turns with sockets.
const ATTEMPTS_BEFORE_EVENTS = 2;

/** Where an event leads, and what it asks for. Pure: `chance` in 0..1 spreads out clients that return together. */
export function step(state: State, event: Happening, chance: number): { state: State; effects: Effect[] } {
  const stay = { state, effects: [] as Effect[] };
  if (event.on === "stop") return { state: { at: "idle" }, effects: [{ do: "close" }] };
  switch (state.at) {
    case "idle":
      return event.on === "start" ? connect("socket", 0) : stay;
    case "connecting":
      if (event.on === "hello") return { state: { at: "live", transport: state.transport }, effects: [{ do: "rest" }, { do: "catchup" }] };
      if (event.on === "closed" || event.on === "bye" || event.on === "timer") return retreat(state.transport, state.attempt + 1, event, chance);
      if (event.on === "offline") return { state: { at: "offline", transport: state.transport }, effects: [{ do: "close" }] };
      return stay;
    case "live":
      if (event.on === "closed" || event.on === "bye") return retreat(state.transport, 0, event, chance);
      if (event.on === "offline") return { state: { at: "offline", transport: state.transport }, effects: [{ do: "close" }] };
      return stay;
    case "away":
      if (event.on === "timer" || event.on === "online") return connect(transportFor(state), state.attempt);
      if (event.on === "offline") return { state: { at: "offline", transport: state.transport }, effects: [] };
      return stay;
    case "offline":
      return event.on === "online" ? connect(state.transport, 0) : stay;
  }
}

function connect(transport: Transport, attempt: number) {
  return { state: { at: "connecting", transport, attempt } satisfies State as State, effects: [{ do: "open", transport }, { do: "wait", ms: CONNECT_MS }] as Effect[] };
}

function retreat(transport: Transport, attempt: number, event: Happening, chance: number) {
  const backoff = Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt);
  const retry_ms = event.on === "bye" ? event.retry_ms : Math.round(backoff * (0.5 + chance / 2));
  return { state: { at: "away", transport, attempt, retry_ms } as State, effects: [{ do: "close" }, { do: "wait", ms: retry_ms }] as Effect[] };
}

function transportFor(state: { transport: Transport; attempt: number }): Transport {
  if (state.attempt < ATTEMPTS_BEFORE_EVENTS) return state.transport;
  return state.attempt % 2 === 0 ? "events" : "socket";
}

export interface Wire {
  send(data: string): void;
  close(): void;
}

export interface WireEvents {
  onFrame(frame: Frame): void;
  onClose(): void;
}

/** How a wire is opened; tests put their own in. */
export type OpenWire = (transport: Transport, cursor: Cursor, events: WireEvents) => Wire;

/** Runs the machine: opens wires, waits, and hands each frame on together with the cursor it moves. */
export class Connection {
  private state: State = { at: "idle" };
  private wire: Wire | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly open: OpenWire,
    public cursor: Cursor,
    private readonly onFrame: (frame: Frame) => void,
    private readonly onLive: () => void,
  ) {}

  readonly snapshot = (): State => this.state;
  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  handle(event: Happening): void {
    const next = step(this.state, event, Math.random());
    const changed = next.state !== this.state;
    this.state = next.state;
    for (const effect of next.effects) this.perform(effect);
    if (changed) for (const listener of this.listeners) listener();
  }

  /** Tells the server something that need not arrive: who is looking, who is typing. */
  tell(frame: { t: "viewing"; thread_id: string | null; typing: "reply" | "comment" | null }): void {
    if (this.state.at === "live") this.wire?.send(JSON.stringify(frame));
  }

  private perform(effect: Effect): void {
    if (effect.do === "open") this.openWire(effect.transport);
    if (effect.do === "close") this.dropWire();
    if (effect.do === "wait") this.timer = setTimeout(() => this.handle({ on: "timer" }), effect.ms);
    if (effect.do === "rest") clearTimeout(this.timer);
    if (effect.do === "catchup") this.onLive();
  }

  private openWire(transport: Transport): void {
    this.dropWire();
    const wire = this.open(transport, this.cursor, {
      onFrame: (frame) => this.wire === wire && this.receive(frame),
      onClose: () => this.wire === wire && this.handle({ on: "closed" }),
    });
    this.wire = wire;
  }

  private dropWire(): void {
    clearTimeout(this.timer);
    const wire = this.wire;
    this.wire = null;
    wire?.close();
  }

  private receive(frame: Frame): void {
    if (frame.t === "bye") return this.handle({ on: "bye", retry_ms: frame.retry_ms });
    if (frame.t === "hello") {
      // Another epoch numbers another log: what we hold can't be caught up, only fetched anew.
      if (this.cursor.epoch !== frame.epoch) this.onFrame({ t: "reset" });
      this.cursor = { epoch: frame.epoch, seq: this.cursor.epoch === frame.epoch ? this.cursor.seq : frame.seq };
      return this.handle({ on: "hello" });
    }
    this.onFrame(frame);
    if (frame.t === "change") this.cursor = { ...this.cursor, seq: Math.max(this.cursor.seq, frame.seq) };
  }
}
