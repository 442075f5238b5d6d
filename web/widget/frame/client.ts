/** What went wrong with a request: the server's word, or status 0 where none came. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 401 || this.status === 429 || this.status >= 500;
  }
}

const LONGEST_MS = 30_000;

/** Requests to /chat/v1 in the name of one session. */
export class Client {
  token = "";
  /** How far this machine's clock is behind the server's, in milliseconds. */
  skew = 0;

  constructor(private readonly expired: () => void) {}

  async call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    const form = body instanceof FormData;
    const headers: Record<string, string> = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    if (body !== undefined && !form) headers["Content-Type"] = "application/json";
    let response: Response;
    try {
      // Files take as long as they take; anything else that hangs is tried again.
      response = await fetch("/chat/v1" + path, { method, headers, body: form ? body : JSON.stringify(body), cache: "no-store", signal: form ? null : AbortSignal.timeout(LONGEST_MS) });
    } catch (error) {
      throw new Failure(0, "unreachable", String(error));
    }
    const sent = Date.parse(response.headers.get("Date") ?? "");
    if (sent) this.skew = sent - Date.now();
    const text = await response.text().catch(() => "");
    if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
    if (response.status === 401) this.expired();
    throw failure(response, text);
  }

  /** The time now, by the server's clock. */
  now(): number {
    return Date.now() + this.skew;
  }
}

function failure(response: Response, text: string): Failure {
  let error: { code?: string; message?: string } = {};
  try {
    error = (JSON.parse(text) as { error?: typeof error }).error ?? {};
  } catch {
    // A proxy's page: the status says enough.
  }
  return new Failure(response.status, error.code ?? "", error.message ?? "", Number(response.headers.get("Retry-After")) || 0);
}
