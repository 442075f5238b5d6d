import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin, ViteDevServer } from "vite";

// Answers /api from the fake server of the tests, with live events, so that the interface
// can be looked at before there is a server. Only `npm run fake` uses it.
export function fakeServer(): Plugin {
  return {
    name: "parley-fake",
    async configureServer(server: ViteDevServer) {
      const { Fake } = (await server.ssrLoadModule("/app/testing/fake.ts")) as typeof import("../app/testing/fake.ts");
      const fake = new Fake();
      // There are no sockets here: the interface falls back to the event stream.
      server.httpServer?.on("upgrade", (request, socket) => request.url?.startsWith("/api/stream") && socket.destroy());
      server.middlewares.use("/api", (request, response) => void serve(fake, request, response));
    },
  };
}

type Fake = import("../app/testing/fake.ts").Fake;

async function serve(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "/";
  if (path.startsWith("/stream")) return stream(fake, response);
  if (path.startsWith("/frame/2")) return void response.setHeader("Content-Type", "text/html").end(QUOTED);
  if (path.startsWith("/frame/")) return void response.setHeader("Content-Type", "text/html").end(LETTER);
  if (path.startsWith("/files/10")) return void response.setHeader("Content-Type", "image/svg+xml").end(PICTURE);
  if (path.startsWith("/push/")) return push(fake, path, response);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answered = await fake.handle(
    new Request(`http://fake/api${path}`, {
      method: request.method ?? "GET",
      headers: { "Content-Type": request.headers["content-type"] ?? "" },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(Buffer.from(await answered.arrayBuffer()));
}

function stream(fake: Fake, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.on("close", fake.listen((frame) => response.write(`data: ${JSON.stringify(frame)}\n\n`)));
}

// GET /api/push/109 lets a customer write into that thread.
function push(fake: Fake, path: string, response: ServerResponse): void {
  fake.receive(path.split("/")[2] ?? "", "Any news? We are waiting for your answer.");
  response.end("pushed\n");
}

const LETTER = `<!doctype html><meta charset="utf-8"><p>Hello,</p><p>Invoice 2211 came in this morning. It lists 14 seats for the Paris office, but we ordered 40 (see the order form attached). Could you correct it before the end of the month?</p>`;
const QUOTED = `<!doctype html><meta charset="utf-8"><p>Thanks Léa. The second line should be 40 seats, not 14.</p><blockquote>Hi Jonas, thank you for flagging this.</blockquote>`;
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#dcebef"/><path d="M40 320 160 200 280 260 420 90 600 160" stroke="#0d5c75" stroke-width="8" fill="none"/></svg>`;
