import { useSyncExternalStore } from "react";
import { cache, keys } from "../api/cache.ts";
import type { Bootstrap, Frame } from "../api/types.ts";
import { applyFrame } from "./apply.ts";
import { Connection, type OpenWire, type State } from "./connection.ts";
import { openWire } from "./wire.ts";

let connection: Connection | null = null;
const frameListeners = new Set<(frame: Frame) => void>();
const starters = new Set<() => void>();

/** Starts the live connection of the signed-in person. `onLive` runs each time it is there again. */
export function startLive(onLive: () => void, open: OpenWire = openWire): () => void {
  const cursor = cache.getQueryData<Bootstrap>(keys.bootstrap)?.cursor ?? { epoch: "", seq: 0 };
  const current = new Connection(
    open,
    cursor,
    (frame) => {
      applyFrame(cache, frame);
      for (const listener of frameListeners) listener(frame);
    },
    () => {
      // What could not be fetched while away is asked for again; what was fetched is caught up by the stream.
      void cache.refetchQueries({ predicate: (query) => query.state.status === "error" });
      onLive();
    },
  );
  connection = current;
  for (const starter of starters) starter();
  const online = () => current.handle({ on: "online" });
  const offline = () => current.handle({ on: "offline" });
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  current.handle({ on: "start" });
  return () => {
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    current.handle({ on: "stop" });
    if (connection === current) connection = null;
  };
}

/** Hears each frame after it was applied: for what is shown once, such as a notification. */
export function onFrame(listener: (frame: Frame) => void): () => void {
  frameListeners.add(listener);
  return () => frameListeners.delete(listener);
}

/** Tells colleagues which thread is on this screen, and whether an answer is being typed. */
export function tellViewing(thread_id: string | null, typing: "reply" | "comment" | null): void {
  connection?.tell({ t: "viewing", thread_id, typing });
}

const IDLE: State = { at: "idle" };

export function useConnection(): State {
  return useSyncExternalStore(
    (listener) => {
      let stop = connection?.subscribe(listener);
      const restart = () => {
        stop?.();
        stop = connection?.subscribe(listener);
        listener();
      };
      starters.add(restart);
      return () => {
        starters.delete(restart);
        stop?.();
      };
    },
    () => connection?.snapshot() ?? IDLE,
  );
}
