import type { LineFrame } from "../wire.ts";

/** The ways to the server, the best first: some proxies let no WebSocket through, some hold back a stream. */
export type Transport = "socket" | "stream" | "poll";
export type LineState = "idle" | "connecting" | "live" | "away";

export interface Wire {
  /** Sends a frame, where the transport has a way up. */
  send(frame: object): boolean;
  close(): void;
}

export interface WireEvents {
  onFrame(frame: LineFrame): void;
  /** `expired`: the server no longer takes the token. */
  onClose(expired?: boolean): void;
}

/** How a wire is opened; tests put their own in. */
export type OpenWire = (transport: Transport, after: number, events: WireEvents) => Wire;

const LONGEST_WAIT_MS = 30_000;
const CONNECT_MS = 10_000;
// The server pings every 25 seconds; a line that says nothing for longer than two of them is dead.
const SILENCE_MS = 60_000;
const VAIN_BEFORE_NEXT = 2;
const order: readonly Transport[] = ["socket", "stream", "poll"];

/** Which transport the next attempt takes: two vain ones lead to the next, and from time to time the best is tried again. */
export function transportFor(proven: Transport, vain: number): Transport {
  if (vain > 0 && vain % 7 === 0) return "socket";
  return order[Math.min(order.indexOf(proven) + Math.floor(vain / VAIN_BEFORE_NEXT), order.length - 1)]!;
}

/** How long to wait before attempt `n`; `chance` in 0…1 spreads out those that were cut off together. */
export function backOff(n: number, chance: number): number {
  return Math.min(LONGEST_WAIT_MS, 500 * 2 ** n) * (0.5 + chance / 2);
}

/**
 * The visitor's line: kept alive by itself, and caught up by number, so that nothing is missed. Whatever comes is
 * handed on; `after` says up to where the receiver has it.
 */
export class Line {
  state: LineState = "idle";
  private wire: Wire | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private proven: Transport = "socket";
  private transport: Transport = "socket";
  private vain = 0;
  private heard = 0;

  constructor(
    private readonly open: OpenWire,
    private readonly after: () => number,
    private readonly events: { onFrame(frame: LineFrame): void; onState(state: LineState): void; onExpired(): void },
    private readonly chance: () => number = Math.random,
  ) {}

  start(): void {
    if (this.state === "idle") this.connect();
  }

  stop(): void {
    this.leave("idle");
  }

  /** A hint that the network is back or the visitor looks: no reason to wait any longer. */
  wake(): void {
    if (this.state === "away") this.connect();
    else if (this.state === "live" && performance.now() - this.heard > SILENCE_MS / 2) {
      this.leave("away");
      this.connect();
    }
  }

  send(frame: object): boolean {
    return this.state === "live" && (this.wire?.send(frame) ?? false);
  }

  private connect(): void {
    this.leave("connecting");
    this.transport = transportFor(this.proven, this.vain);
    this.wait(CONNECT_MS, () => this.retreat());
    // Whatever an abandoned wire still says concerns nobody.
    let current = true;
    const wire = this.open(this.transport, this.after(), {
      onFrame: (frame) => current && this.receive(frame),
      onClose: (expired) => {
        if (!current) return;
        if (!expired) return this.retreat();
        this.leave("idle");
        this.events.onExpired();
      },
    });
    this.wire = { send: (frame) => wire.send(frame), close: () => ((current = false), wire.close()) };
  }

  private receive(frame: LineFrame): void {
    this.heard = performance.now();
    this.wait(SILENCE_MS, () => this.retreat());
    if (frame.t === "ping") this.wire?.send({ t: "pong" });
    if (frame.t === "hello" && this.state !== "live") {
      this.proven = this.transport;
      this.vain = 0;
      this.become("live");
    }
    if (frame.t === "bye") {
      this.leave(frame.reason === "moved" ? "away" : "idle");
      if (frame.reason === "moved") this.wait(backOff(0, this.chance()), () => this.connect());
      else this.events.onExpired();
    }
    this.events.onFrame(frame);
  }

  private retreat(): void {
    if (this.state === "connecting") this.vain++;
    this.leave("away");
    this.wait(backOff(this.vain, this.chance()), () => this.connect());
  }

  private leave(state: LineState): void {
    clearTimeout(this.timer);
    const wire = this.wire;
    this.wire = null;
    wire?.close();
    this.become(state);
  }

  private become(state: LineState): void {
    if (this.state === state) return;
    this.state = state;
    this.events.onState(state);
  }

  private wait(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }
}
