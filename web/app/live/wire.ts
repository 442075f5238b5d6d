import { API_BASE } from "../api/client.ts";
import type { Frame } from "../api/types.ts";
import type { OpenWire } from "./connection.ts";

const PING_MS = 25_000;

/** Opens a WebSocket, or an event stream where no socket gets through. */
export const openWire: OpenWire = (transport, cursor, events) => {
  const path = `${API_BASE}/stream?epoch=${encodeURIComponent(cursor.epoch)}&after=${cursor.seq}`;
  const receive = (event: MessageEvent<string>) => events.onFrame(JSON.parse(event.data) as Frame);

  if (transport === "events") {
    const source = new EventSource(path);
    source.onmessage = receive;
    source.onerror = () => events.onClose();
    return { send: () => undefined, close: () => source.close() };
  }

  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}`);
  const pings = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{"t":"ping"}'), PING_MS);
  socket.onmessage = receive;
  socket.onclose = () => events.onClose();
  return {
    send: (data) => socket.readyState === WebSocket.OPEN && socket.send(data),
    close: () => {
      clearInterval(pings);
      socket.close();
    },
  };
};
