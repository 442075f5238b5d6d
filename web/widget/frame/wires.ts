import type { LineFrame } from "../wire.ts";
import type { OpenWire, Wire, WireEvents } from "./line.ts";

/** The three transports as the browser has them. */
export function wires(token: () => string): OpenWire {
  return (transport, after, events) => {
    if (transport === "socket") return socket(token(), after, events);
    return fetched(token(), transport === "stream" ? stream : poll, after, events);
  };
}

function socket(token: string, after: number, events: WireEvents): Wire {
  const url = new URL(`/chat/v1/socket?after=${after}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const ws = new WebSocket(url, ["parley.chat.1", `bearer.${token}`]);
  ws.onmessage = ({ data }) => events.onFrame(JSON.parse(data as string) as LineFrame);
  // Why a handshake was refused no browser tells; the next transport will hear it.
  ws.onclose = () => events.onClose();
  return {
    send: (frame) => {
      if (ws.readyState !== WebSocket.OPEN) return false;
      ws.send(JSON.stringify(frame));
      return true;
    },
    close: () => ws.close(),
  };
}

type Get = (path: string) => Promise<Response>;

/** A line of requests: down only. It ends when `run` does. */
function fetched(token: string, run: (get: Get, after: number, events: WireEvents) => Promise<void>, after: number, events: WireEvents): Wire {
  const ends = new AbortController();
  const get: Get = async (path) => {
    const response = await fetch("/chat/v1" + path, { headers: { Authorization: `Bearer ${token}` }, signal: ends.signal, cache: "no-store" });
    if (!response.ok) throw response;
    return response;
  };
  run(get, after, events).then(
    () => events.onClose(),
    (error: unknown) => events.onClose(error instanceof Response && error.status === 401),
  );
  return { send: () => false, close: () => ends.abort() };
}

async function stream(get: Get, after: number, events: WireEvents): Promise<void> {
  const reader = (await get(`/stream?after=${after}`)).body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("data:")) events.onFrame(JSON.parse(line.slice(5)) as LineFrame);
  }
}

async function poll(get: Get, after: number, events: WireEvents): Promise<void> {
  for (;;) {
    const { frames, seq } = (await (await get(`/poll?after=${after}`)).json()) as { frames: LineFrame[]; seq: number };
    for (const frame of frames) events.onFrame(frame);
    after = seq;
  }
}
