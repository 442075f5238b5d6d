import type { ActionRequest, Bootstrap, ChangeFrame, Draft, Frame, Item, OpenThread, ThreadRow, View } from "../api/types.ts";
import * as data from "./data.ts";

interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

type Answer = Response | object | null;
type Route = [method: string, pattern: RegExp, handle: (call: Call, match: string[]) => Answer];

const refuse = (status: number, kind: string, message: string, code: string | null = null, details: object = {}) => Response.json({ error: { kind, message, field: null, code, details } }, { status });

/**
 * A server with a memory that speaks the contract of the API: enough to use the whole
 * interface without one, in tests and while designing.
 */
export class Fake {
  readonly bootstrap: Bootstrap = data.bootstrap();
  readonly threads = new Map<string, ThreadRow>();
  readonly items = new Map<string, Item[]>();
  readonly drafts = new Map<string, Draft>();
  /** Everything asked of the server, such as "POST /threads/actions". */
  readonly calls: string[] = [];
  /** While true, nothing answers. */
  offline = false;
  /** Signed out: everything answers 401. */
  signedOut = false;
  private readonly listeners = new Set<(frame: Frame) => void>();
  private readonly before = new Map<string, ThreadRow[]>();
  private readonly sent = new Map<string, Item>();
  private seq = 1000;

  constructor(readonly now: () => number = Date.now) {
    for (const row of data.rows(now())) this.threads.set(row.id, row);
    for (const row of this.threads.values()) {
      this.place(row);
      this.items.set(row.id, data.items(row, now()));
    }
  }

  /** Answers one request of the interface. */
  readonly handle = async (request: Request): Promise<Response> => {
    if (this.offline) throw new TypeError("fetch failed");
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api/, "");
    this.calls.push(`${request.method} ${path}`);
    const json = request.method !== "GET" && request.headers.get("Content-Type")?.includes("json");
    const text = json ? await request.text() : "";
    const call: Call = { method: request.method, path, query: url.searchParams, body: text ? (JSON.parse(text) as Call["body"]) : {} };
    if (this.signedOut && path !== "/session") return refuse(401, "unauthenticated", "Sign in first.");
    for (const [method, pattern, handle] of this.routes) {
      const match = pattern.exec(path);
      if (method !== request.method || !match) continue;
      const answered = handle(call, match.slice(1));
      if (answered instanceof Response) return answered;
      return answered === null ? new Response(null, { status: 204 }) : Response.json(answered);
    }
    return refuse(404, "not_found", "Not found.");
  };

  /** Hears what the server pushes; returns how to stop. */
  listen(listener: (frame: Frame) => void): () => void {
    this.listeners.add(listener);
    listener({ t: "hello", epoch: "fake", seq: this.seq });
    return () => this.listeners.delete(listener);
  }

  push(frame: Frame): void {
    for (const listener of this.listeners) listener(frame);
  }

  /** Changes a thread as a colleague or a customer would, and tells everyone. */
  change(id: string, part: Partial<ThreadRow>, items: Item[] = []): ThreadRow {
    const old = this.threads.get(id);
    if (!old) throw new Error(`no thread ${id}`);
    const row = this.place({ ...old, ...part });
    this.items.set(id, [...(this.items.get(id) ?? []), ...items]);
    this.push(this.frame([row], items));
    return row;
  }

  /** A message of the customer arrives. */
  receive(id: string, text: string): Item {
    const row = this.threads.get(id);
    const first = this.items.get(id)?.[0];
    if (!row || !first) throw new Error(`no thread ${id}`);
    const at = new Date(this.now()).toISOString();
    const item: Item = { ...first, id: crypto.randomUUID().replaceAll("-", ""), seq: ++this.seq, created_at: at, actor: { ...first.actor, kind: "contact" }, client_id: null, message: data.message({ channel: row.channel, text }) };
    this.change(id, { preview: text, latest_received_at: at, latest_message_at: at, last_action: "received", activity_seq: item.seq, status: "open" }, [item]);
    return item;
  }

  private frame(threads: ThreadRow[], items: Item[]): ChangeFrame {
    return { t: "change", seq: ++this.seq, threads, removed: [], items, counts: this.counts(), objects: [] };
  }

  private place(row: ThreadRow): ThreadRow {
    const at = row.latest_received_at ?? row.latest_message_at;
    const placed = { ...row, members: this.bootstrap.views.filter((view) => belongs(view, row)).map((view) => ({ view_id: view.id, sort_at: at })) };
    this.threads.set(row.id, placed);
    return placed;
  }

  private counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const view of this.bootstrap.views) if (view.count !== null) counts[view.id] = this.inView(view.id).length;
    return counts;
  }

  private inView(viewId: string, order = "newest"): ThreadRow[] {
    const at = (row: ThreadRow) => row.members.find((member) => member.view_id === viewId)?.sort_at ?? "";
    const rows = [...this.threads.values()].filter((row) => at(row) !== "").sort((a, b) => (at(a) < at(b) ? 1 : -1));
    return order === "oldest" ? rows.reverse() : rows;
  }

  private act(request: ActionRequest): object {
    const ids = request.match?.view_id ? this.inView(request.match.view_id).map((row) => row.id) : (request.thread_ids ?? []);
    const olds = ids.flatMap((id) => this.threads.get(id) ?? []);
    const undo_id = crypto.randomUUID();
    this.before.set(undo_id, olds);
    const threads = olds.map((row) => this.place({ ...row, ...this.effect(request, row) }));
    if (request.action === "purge") for (const id of ids) this.threads.delete(id);
    this.push({ ...this.frame(threads, []), removed: request.action === "purge" ? ids : [] });
    return { undo_id, outcomes: ids.map((thread_id) => ({ thread_id, ok: true, error: null })), matched: ids.length, job_id: null, threads };
  }

  private effect(request: ActionRequest, row: ThreadRow): Partial<ThreadRow> {
    const { assignee } = request;
    const name = assignee?.kind === "team" ? this.bootstrap.teams.find(({ id }) => id === assignee.id)?.name : this.bootstrap.users.find(({ id }) => id === assignee?.id)?.name;
    switch (request.action) {
      case "close":
        return { status: "closed", waiting_since: null };
      case "reopen":
        return { status: "open" };
      case "assign":
        return { assignee: assignee ? { ...assignee, name: name ?? "" } : null };
      case "snooze":
        return { snoozed: true, snoozed_until: request.until ?? null };
      case "unsnooze":
        return { snoozed: false, snoozed_until: null };
      case "tag":
        return { tag_ids: [...new Set([...row.tag_ids, request.tag_id ?? ""])] };
      case "untag":
        return { tag_ids: row.tag_ids.filter((id) => id !== request.tag_id) };
      case "spam":
      case "block":
        return { spam: true };
      case "not_spam":
        return { spam: false };
      case "trash":
        return { trashed: true };
      case "restore":
        return { trashed: false };
      case "read":
        return { read_seq: row.activity_seq };
      case "unread":
        return { read_seq: row.activity_seq - 1 };
      default:
        return {};
    }
  }

  private send(threadId: string, body: Record<string, unknown>, kind: "message" | "comment"): Answer {
    const row = this.threads.get(threadId);
    if (!row) return refuse(404, "not_found", "Not found.");
    const client_id = String(body["client_id"]);
    const known = this.sent.get(client_id);
    if (known) return { item: known, thread: row };
    const { user } = this.bootstrap;
    const newer = this.items.get(threadId)?.findLast((item) => item.kind === "message" && item.actor.id !== user.id && item.seq > Number(body["seen_seq"]));
    if (kind === "message" && newer) return refuse(409, "conflict", `${newer.actor.name} wrote in the meantime.`, "newer_reply", { item: newer });
    const text = String(body["text"] ?? "");
    const item: Item = {
      id: crypto.randomUUID().replaceAll("-", ""), thread_id: threadId, seq: ++this.seq, kind, created_at: new Date(this.now()).toISOString(), client_id, event: null,
      actor: { kind: "user", id: user.id, name: user.name, avatar_url: null, initials: user.initials, color: user.color },
      message: kind === "message" ? data.message({ direction: "outgoing", status: "sending", channel: row.channel, text, to: body["to"] as never, undo_until: new Date(this.now() + 10_000).toISOString() }) : null,
      comment: kind === "comment" ? { html: String(body["html"]), text, mention_ids: [], edited_at: null, deleted: false, attachments: [] } : null,
    };
    this.sent.set(client_id, item);
    const part: Partial<ThreadRow> = kind === "comment" ? { comment: { author_name: user.first_name, text } } : { last_action: "replied", preview: text, waiting_since: null, ...(body["close"] ? { status: "closed" } : {}) };
    return { item, thread: this.change(threadId, part, [item]) };
  }

  private page(id: string): Answer {
    const row = this.threads.get(id);
    if (!row) return refuse(404, "not_found", "Deleted, or not for you.");
    const { contact } = row;
    const page: OpenThread = {
      thread: data.thread(row),
      items: this.items.get(id) ?? [],
      older: null,
      contact: contact && {
        ...contact, first_name: contact.name.split(" ")[0] ?? "", last_name: contact.name.split(" ")[1] ?? "", emails: [contact.email], phone: "+33 1 84 88 00 12", company: "Thorne Works",
        language: "English", timezone: "Europe/Paris", local_time: "10:02 · Paris", created_at: row.latest_message_at,
      },
      cards: data.noCards,
      other_conversations: [...this.threads.values()].slice(3, 5),
      drafts: [...this.drafts].filter(([key]) => key.startsWith(`${id} `)).map(([, draft]) => draft),
      presence: id === "102" ? [{ user_id: "2", typing: "comment" }] : [],
      also_in: [],
      read_seq: row.read_seq,
      seq: this.seq,
    };
    return page;
  }

  private find(q: string): object {
    const words = q.toLowerCase().split(/\s+/).filter((word) => word && !word.includes(":"));
    const threads = [...this.threads.values()].filter((row) => words.every((word) => `${row.subject} ${row.preview} ${row.contact?.name}`.toLowerCase().includes(word)));
    const terms = q.split(/\s+/).filter((word) => word.includes(":")).map((word) => {
      const [field = "", value = ""] = word.split(":");
      const known = ["from", "to", "subject", "assignee", "contact", "channel", "status", "tag", "has", "before", "after"].includes(field);
      return { field, value: value.replaceAll('"', ""), negated: false, label: value.replaceAll('"', ""), error: known ? null : `${field}: is not known` };
    });
    return { threads: threads.slice(0, 50).map((row) => ({ ...row, match: { item_id: this.items.get(row.id)?.[0]?.id ?? "", snippet_html: mark(row.preview, words[0] ?? "") } })), next: null, terms };
  }

  private list({ query }: Call, [viewId = ""]: string[]): object {
    const rows = this.inView(viewId, query.get("order") ?? "newest");
    const from = Number(query.get("cursor") ?? 0);
    const to = from + Number(query.get("limit") ?? 50);
    return { threads: rows.slice(from, to), next: to < rows.length ? String(to) : null, count: rows.length, seq: this.seq };
  }

  private contacts(q: string): object {
    const found = [...this.threads.values()].flatMap((row) => row.contact ?? []).filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(q.toLowerCase()));
    return { contacts: found.slice(0, 8).map(({ id, name, email, initials, color }) => ({ id, name, email, initials, color })) };
  }

  private readonly routes: Route[] = [
    ["GET", /^\/setup$/, () => refuse(404, "not_found", "")],
    ["GET", /^\/oidc$/, () => ({ enabled: false, label: "", start_url: "" })],
    ["GET", /^\/session$/, () => (this.signedOut ? refuse(401, "unauthenticated", "Sign in first.") : this.session())],
    ["POST", /^\/session$/, ({ body }) => this.signIn(body)],
    ["DELETE", /^\/session$/, () => ((this.signedOut = true), null)],
    ["GET", /^\/bootstrap$/, () => ({ ...this.bootstrap, cursor: { epoch: "fake", seq: this.seq }, views: this.bootstrap.views.map((view) => ({ ...view, count: view.count === null ? null : this.inView(view.id).length })) })],
    ["GET", /^\/views\/counts$/, () => ({ counts: this.counts(), seq: this.seq })],
    ["GET", /^\/views\/fields$/, () => ({ fields: FIELDS })],
    ["GET", /^\/views\/(\d+)\/threads$/, (call, match) => this.list(call, match)],
    ["GET", /^\/search$/, ({ query }) => this.find(query.get("q") ?? "")],
    ["GET", /^\/contacts$/, ({ query }) => this.contacts(query.get("q") ?? "")],
    ["GET", /^\/snippets$/, () => ({ snippets: [{ id: "1", name: "Greeting", shortcut: "hello", text: "Hello {{contact.firstname}},", html: "<p>Hello {{contact.firstname|there}},</p>", scope: "everyone", team_ids: [], folder: "", use_count: 3 }] })],
    ["GET", /^\/templates$/, () => ({ templates: [] })],
    ["GET", /^\/notifications$/, () => ({ notifications: [{ id: "1", topic: "mention", thread_id: "102", item_id: null, subject: "Invoice 2211 doesn't match our order", data: {}, actor: { kind: "user", id: "2", name: "Marc Vidal", avatar_url: null, initials: "MV", color: "#3f7d5b" }, created_at: data.iso(28, this.now()), read: false }] })],
    ["POST", /^\/notifications\/read$/, () => null],
    ["GET", /^\/threads\/(\d+)$/, (_, [id = ""]) => this.page(id)],
    ["POST", /^\/threads\/actions$/, ({ body }) => this.act(body as unknown as ActionRequest)],
    ["POST", /^\/threads\/(\d+)\/messages$/, ({ body }, [id = ""]) => this.send(id, body, "message")],
    ["POST", /^\/threads\/(\d+)\/comments$/, ({ body }, [id = ""]) => this.send(id, body, "comment")],
    ["PUT", /^\/threads\/(\d+)\/draft$/, ({ body }, [id = ""]) => (this.drafts.set(`${id} ${String(body["mode"])}`, body as unknown as Draft), null)],
    ["DELETE", /^\/threads\/(\d+)\/draft$/, ({ query }, [id = ""]) => (this.drafts.delete(`${id} ${query.get("mode")}`), null)],
    ["PUT", /^\/drafts\/.+$/, ({ body }) => body],
    ["DELETE", /^\/drafts\/.+$/, () => null],
    ["POST", /^\/undo\/(.+)$/, (_, [id = ""]) => this.undo(id)],
    ["POST", /^\/messages\/(.+)\/undo$/, (_, [id = ""]) => this.takeBack(id)],
    ["PUT", /^\/preferences\/(.+)$/, ({ body }, [key = ""]) => ((this.bootstrap.preferences[key] = body["value"]), null)],
    ["PUT", /^\/me\/availability$/, ({ body }) => Object.assign(this.bootstrap.user, body)],
    ["POST", /^\/files$/, ({ query }) => ({ id: crypto.randomUUID(), name: query.get("name"), size: 1000, content_type: "image/png", inline: false, url: "/api/files/10", thumbnail_url: null, missing: false })],
  ];

  private session(): object {
    return { user: this.bootstrap.user, csrf_token: "token", account: this.bootstrap.account };
  }

  private signIn({ password, totp_code }: Record<string, unknown>): Answer {
    if (password === "wrong") return refuse(401, "unauthenticated", "E-mail or password is wrong.");
    if (password === "second" && !totp_code) return refuse(401, "unauthenticated", "A code is needed.", "totp_required");
    this.signedOut = false;
    return this.session();
  }

  private undo(id: string): object {
    const threads = (this.before.get(id) ?? []).map((row) => this.place(row));
    this.push(this.frame(threads, []));
    return { threads };
  }

  private takeBack(itemId: string): Answer {
    for (const [threadId, items] of this.items) {
      const item = items.find(({ id }) => id === itemId);
      if (!item?.message) continue;
      this.items.set(threadId, items.filter((other) => other !== item));
      const { text, to } = item.message;
      return { draft: { mode: "reply", channel_account_id: "1", to, cc: [], bcc: [], subject: "", text, html: `<p>${text}</p>`, attachments: [], updated_at: new Date(this.now()).toISOString() } };
    }
    return refuse(404, "not_found", "Not found.");
  }
}

function belongs(view: View, row: ThreadRow): boolean {
  if (view.inbox_id !== row.inbox_id) return false;
  if (view.kind === "trash") return row.trashed;
  if (row.trashed) return false;
  if (view.kind === "spam") return row.spam;
  if (row.spam) return false;
  if (view.kind === "closed") return row.status === "closed";
  if (view.kind === "sent") return row.channel === "email" && row.last_action === "replied";
  if (row.status === "closed") return false;
  if (view.kind === "unassigned") return row.assignee === null && !row.snoozed;
  if (view.kind === "mine") return row.assignee?.id === "1" && !row.snoozed;
  if (view.kind === "snoozed") return row.snoozed;
  if (view.kind === "custom") return row.tag_ids.includes(view.id === "20" ? "1" : "2");
  return view.kind === "open" || view.kind === row.channel;
}

const mark = (text: string, word: string) => (word ? text.replace(new RegExp(word.replace(/\W/g, "\\$&"), "i"), "<mark>$&</mark>") : text);

const FIELDS = [
  { name: "status", label: "Status", type: "enum", operators: ["is", "is_not"], values: [{ value: "open", label: "Open" }, { value: "closed", label: "Closed" }] },
  { name: "tag", label: "Tag", type: "enum", operators: ["is", "any_of", "none_of"], values: [{ value: "1", label: "VIP" }, { value: "2", label: "Pricing" }] },
  { name: "waiting", label: "Waiting time (minutes)", type: "duration", operators: ["longer_than", "shorter_than"], values: [] },
  { name: "subject", label: "Subject", type: "text", operators: ["contains", "not_contains", "known", "unknown"], values: [] },
];
