import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";
import type { ErrorBody } from "./types.ts";

/** A refusal of the server, or its silence: kind "offline" means that nothing answered. */
export class ApiError extends Error {
  readonly kind: ErrorBody["kind"] | "offline";
  /** The field that was wrong, or "". */
  readonly field: string;
  /** What exactly is the matter, such as "newer_reply", or "". */
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(body: Omit<ErrorBody, "kind"> & { kind: ErrorBody["kind"] | "offline" }) {
    super(body.message);
    this.kind = body.kind;
    this.field = body.field;
    this.code = body.code;
    this.details = (body.details as Record<string, unknown> | undefined) ?? {};
  }
}

let csrfToken = "";

/** Every request that changes something carries this token, learnt with the session. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

export const API_BASE = "/api";

// Paths are written without the prefix that all of them have.
type Paths = { [Path in keyof paths as Path extends `/api${infer Rest}` ? Rest : never]: paths[Path] };

export const api = createClient<Paths>({
  baseUrl: API_BASE,
  // Looked up at each call, so that a test can put its own server in place.
  fetch: (request) => globalThis.fetch(request),
});

api.use({
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
});

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer of a call to `api`, or an ApiError thrown. */
export async function answer<T>(call: Promise<Answered<T>>): Promise<T> {
  let result: Answered<T>;
  try {
    result = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw offline();
  }
  if (result.response.ok) return result.data as T;
  throw refusal(result.response.status, result.error);
}

/** A call of which method and path are only known at run time: what the outbox replays. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await globalThis.fetch(
      new Request(new URL(API_BASE + path, location.origin), {
        method,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  } catch {
    throw offline();
  }
  const text = await response.text();
  const parsed: unknown = text ? JSON.parse(text) : undefined;
  if (!response.ok) throw refusal(response.status, parsed);
  return parsed as T;
}

/** Uploads one file and answers with what the server made of it. */
export async function upload<T>(file: Blob, name: string): Promise<T> {
  return (await sendFile("POST", `/files?name=${encodeURIComponent(name)}`, file)) as T;
}

/** Sends the bytes of a file as the whole request. */
export async function sendFile(method: "POST" | "PUT", path: string, file: Blob): Promise<unknown> {
  let response: Response;
  try {
    response = await globalThis.fetch(
      new Request(new URL(API_BASE + path, location.origin), { method, headers: { "X-CSRF-Token": csrfToken, "Content-Type": file.type || "application/octet-stream" }, body: file }),
    );
  } catch {
    throw offline();
  }
  const text = await response.text();
  const parsed: unknown = text ? JSON.parse(text) : undefined;
  if (!response.ok) throw refusal(response.status, parsed);
  return parsed;
}

function offline(): ApiError {
  return new ApiError({ kind: "offline", message: "", field: "", code: "" });
}

// A proxy in front may answer with a page of its own: 502 to 504 mean that the server is away.
function refusal(status: number, body: unknown): ApiError {
  const known = (body as { error?: ErrorBody } | undefined)?.error;
  if (known?.kind) return new ApiError(known);
  if (status >= 502 && status <= 504) return offline();
  return new ApiError({ kind: status === 404 ? "not_found" : status === 401 ? "unauthenticated" : "internal", message: "", field: "", code: "" });
}
