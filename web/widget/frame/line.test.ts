import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backOff, Line, transportFor, type Transport, type WireEvents } from "./line.ts";

// The visitor's line on wires of the test's own (CHAT-02).
interface Opened extends WireEvents {
  transport: Transport;
  after: number;
  sent: object[];
  closed: boolean;
}

function setup() {
  const opened: Opened[] = [];
  const state = { seq: 10, frames: [] as string[], states: [] as string[], expired: 0 };
  const line = new Line(
    (transport, after, events) => {
      const wire: Opened = { ...events, transport, after, sent: [], closed: false };
      opened.push(wire);
      return { send: (frame) => wire.sent.push(frame) > 0, close: () => void (wire.closed = true) };
    },
    () => state.seq,
    { onFrame: (frame) => state.frames.push(frame.t), onState: (s) => state.states.push(s), onExpired: () => state.expired++ },
    () => 1,
  );
  return { line, state, opened, last: () => opened.at(-1)! };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it catches up from what is known, each time anew", () => {
  const { line, state, opened, last } = setup();
  line.start();
  last().onFrame({ t: "hello", seq: 10 });
  state.seq = 14;
  last().onClose();
  vi.advanceTimersByTime(600);
  expect(opened.map((w) => w.after)).toEqual([10, 14]);
  expect(state.states).toEqual(["connecting", "live", "away", "connecting"]);
});

test("where sockets do not come through it streams, then polls, and tries the best again now and then", () => {
  const { line, opened, last } = setup();
  line.start();
  for (let i = 0; i < 7; i++) {
    last().onClose();
    vi.advanceTimersByTime(40_000 - 10_000);
    if (opened.length < i + 2) vi.advanceTimersByTime(10_000);
  }
  expect(opened.slice(0, 8).map((w) => w.transport)).toEqual(["socket", "socket", "stream", "stream", "poll", "poll", "poll", "socket"]);
  expect(transportFor("stream", 0)).toBe("stream");
});

test("a line that is silent for longer than two pings, or never says hello, is given up; what it still says is nobody's", () => {
  const { line, state, opened, last } = setup();
  line.start();
  last().onFrame({ t: "hello", seq: 1 });
  last().onFrame({ t: "ping" });
  expect(last().sent).toEqual([{ t: "pong" }]);
  const first = last();
  vi.advanceTimersByTime(61_000);
  expect(first.closed).toBe(true);
  first.onFrame({ t: "ping" });
  expect(state.frames.filter((t) => t === "ping")).toHaveLength(1);
  expect(opened.length).toBe(2);
  vi.advanceTimersByTime(10_500);
  expect(opened.at(-2)!.closed || opened.at(-1)!.closed).toBe(true);
});

test("the network's return ends the waiting; an expired token asks for another; stop ends all", () => {
  const { line, state, opened, last } = setup();
  line.start();
  last().onFrame({ t: "hello", seq: 1 });
  last().onClose();
  line.wake();
  expect(opened).toHaveLength(2);
  last().onClose(true);
  expect([state.expired, line.state]).toEqual([1, "idle"]);
  line.start();
  line.stop();
  vi.advanceTimersByTime(120_000);
  expect(opened).toHaveLength(3);
  expect(line.send({ t: "typing" })).toBe(false);
});

test("a restarting server says bye, and is back in a moment", () => {
  const { line, opened, last } = setup();
  line.start();
  last().onFrame({ t: "hello", seq: 1 });
  last().onFrame({ t: "bye", reason: "moved" });
  vi.advanceTimersByTime(600);
  expect(opened).toHaveLength(2);
});

test("waiting grows to half a minute and is spread", () => {
  expect([0, 1, 2, 20].map((n) => backOff(n, 1))).toEqual([500, 1000, 2000, 30_000]);
  expect(backOff(20, 0)).toBe(15_000);
});
