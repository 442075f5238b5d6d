import type { Start, ToFrame } from "../protocol.ts";
import type { Behaviour, Choice, File, LineFrame, Message, Offer, Page, Session, Thread } from "../wire.ts";
import type { Bridge } from "./bridge.ts";
import { type Client, Failure } from "./client.ts";
import { conversation, randomId } from "./ids.ts";
import { Line, type OpenWire } from "./line.ts";
import { isNew, Outbox, type Pending } from "./outbox.ts";
import { Device } from "./device.ts";
import { entry, fullScreen, inView, initial, unreadThreads, withFrame, withHistory, withPosted, withRead, withSession, withThread } from "./state.ts";
import type { Store } from "./store.ts";
import { Triggers } from "./triggers.ts";
import { OthersTyping, Typing } from "./typing.ts";

const HALF_HOUR_S = 1_800;
const DAY_S = 86_400;

/** What the visitor and the page can do; each verb changes the state first and tells the server after. */
export class Chat {
  private readonly line: Line;
  private readonly outbox: Outbox;
  private readonly device = new Device();
  private triggers: Triggers | null = null;
  private page: Page = { url: "", title: "" };
  private welcomed = false;
  private told = 0;
  private readonly typing = new Typing((on) => this.signal("typing", { thread_id: this.store.get().thread, on }));
  private readonly others = new OthersTyping((thread) => this.store.set((s) => withFrame(s, { t: "typing", thread_id: thread, author: s.typing[thread]!, on: false })));
  private renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly store: Store,
    private readonly bridge: Bridge,
    readonly client: Client,
    wires: OpenWire,
  ) {
    this.line = new Line(wires, () => store.get().seq, {
      onFrame: (frame) => this.receive(frame),
      onState: (line) => store.set((s) => ({ ...s, line, slow: line === "live" ? "" : s.slow })),
      onExpired: () => this.renew(),
    });
    this.outbox = new Outbox(
      {
        post: (pending) => this.post(pending),
        onChange: (pending) => store.set((s) => ({ ...s, pending })),
        onPosted: (posted, pending) => this.posted(posted.thread, posted.message, pending),
        onSlow: () => store.set((s) => ({ ...s, slow: "slow" })),
      },
      null,
    );
    this.device.onNews = (frame) => this.receive(frame);
    store.subscribe(() => this.tellUnread());
    const wake = () => {
      const looking = document.visibilityState !== "hidden";
      store.set((s) => (s.looking === looking ? s : { ...s, looking }));
      if (!looking) return;
      this.line.wake();
      this.outbox.wake();
      this.markRead();
    };
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
  }

  /** What the page says. */
  hear(message: ToFrame): void {
    const { store } = this;
    switch (message.t) {
      case "start":
        return void this.start(message);
      case "code":
        return message.code ? void this.enter(message.code) : this.renew();
      case "open":
        return this.open(true);
      case "close":
        return this.close();
      case "shape":
        return store.set((s) => ({ ...s, shape: message.shape }));
      case "scroll":
        return this.triggers?.scroll(message.percent);
      case "exit":
        if (store.get().banner === "waits") store.set((s) => ({ ...s, banner: "shown" }));
        return this.triggers?.exit();
      case "forget":
        return this.forget();
      case "refresh":
        return this.refresh(message);
    }
  }

  private async start(start: Start): Promise<void> {
    const { settings, view, shape, inline } = start;
    this.page = view.page;
    this.welcomed = !!start.welcomed;
    if (start.fresh) this.device.forget();
    const banner = view.consented || !settings.enableWidgetCookieBanner ? "" : settings.enableWidgetCookieBanner === "ON_EXIT_INTENT" ? "waits" : "shown";
    this.store.set(() => ({ ...initial, settings, shape, inline, banner, mobile: view.device === "mobile", looking: document.visibilityState !== "hidden" }));
    this.device.allow(view.consented);
    this.outbox.keepIn(this.device.keep);
    this.outbox.load();
    if (!(await this.enter(start.code))) return;
    this.bridge.emit("widgetLoaded", { message: "The widget is loaded" });
    const hashed = view.page.url.endsWith("#hs-chat-open");
    if (inline || start.openWanted || hashed || (start.wasOpen && !fullScreen(this.store.get()))) this.open(!!start.openWanted || hashed);
    if (start.threadWanted) this.newThread();
    this.arm();
  }

  // Trades a one-time code for a session, or asks for another code.
  private async enter(code: string): Promise<boolean> {
    try {
      this.client.token = "";
      const session = await this.client.call<Session>("POST", "/session", { code });
      this.client.token = session.token;
      this.store.set((s) => withSession(s, session));
      clearTimeout(this.renewal);
      this.line.stop();
      this.line.start();
      this.outbox.wake();
      if (this.store.get().open && !isNew(this.store.get().thread)) void this.history(this.store.get().thread);
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.renew();
      return false;
    }
  }

  // A little later, and only once, however many notice.
  private renew(): void {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => this.bridge.post({ t: "expired" }), 1_000 + Math.random() * 2_000);
  }

  /** Called when a request says that the session has ended. */
  readonly expired = () => this.renew();

  private forget(): void {
    this.outbox.clear();
    this.device.forget();
  }

  private refresh({ page, chatflow, threadWanted }: ToFrame & { t: "refresh" }): void {
    this.page = page;
    if (!this.line.send({ t: "page", url: page.url, title: page.title })) this.quietly("/page", { url: page.url, title: page.title });
    const { chatflow: before, thread } = this.store.get();
    // A conversation under way is not interrupted by the chatflow of another page.
    if (before?.id !== chatflow.id) {
      this.store.set((s) => ({ ...s, chatflow: isNew(thread) || !s.open ? chatflow : s.chatflow }));
      this.arm();
    }
    if (threadWanted) this.newThread();
  }

  private arm(): void {
    this.triggers?.stop();
    const { chatflow, mobile, open } = this.store.get();
    if (!chatflow) return;
    this.triggers = new Triggers(chatflow.display[mobile ? "mobile" : "desktop"], (behaviour) => this.pop(behaviour));
    if (open) this.triggers.stop();
  }

  // What the chatflow wants to happen by itself. What the visitor has closed in this visit stays closed.
  private pop(behaviour: Behaviour): void {
    const s = this.store.get();
    if (s.open || this.device.closed || (s.chatflow?.availability.state === "away" && s.chatflow.availability.away === "hide")) return;
    if (behaviour === "open") this.open(false);
    if (behaviour === "bubble" && !this.welcomed && s.chatflow?.welcome && s.threads.length === 0) this.store.set((now) => ({ ...now, bubble: "welcome" }));
  }

  /** Opens the chat at the conversation that goes on. `focus`: somebody asked for it, so the keyboard goes there. */
  open(focus: boolean, byHand = false): void {
    if (byHand) this.interacted();
    const s = this.store.get();
    if (!s.ready || s.open) return;
    this.focusWanted = focus;
    this.device.closed = false;
    this.store.set((now) => ({ ...now, open: true, bubble: "", list: false }));
    this.bridge.post({ t: "keep", open: true, seconds: HALF_HOUR_S });
    this.triggers?.stop();
    const to = s.thread || entry(s);
    if (to === "" && s.chatflow?.knowledge) this.showHelp();
    else this.show(to);
  }

  /** What was being written in a thread when the page was left. */
  draft = (thread: string) => this.device.draft(isNew(thread) ? "" : thread);
  keepDraft = (thread: string, text: string) => this.device.keepDraft(isNew(thread) ? "" : thread, text);

  /** Whether the composer may take the keyboard when it shows. */
  focusWanted = false;

  close(byHand = false): void {
    const s = this.store.get();
    if (!s.open || s.inline) return;
    if (byHand) this.interacted();
    this.device.closed = true;
    this.typing.stop();
    this.store.set((now) => ({ ...now, open: false }));
    this.bridge.post({ t: "keep", open: true, seconds: 0 });
    this.bridge.emit("widgetClosed", { message: "The chat is closed" });
  }

  dismissBubble(): void {
    this.interacted();
    if (this.store.get().bubble === "welcome") {
      this.welcomed = true;
      this.bridge.post({ t: "keep", open: false, seconds: DAY_S });
    }
    this.store.set((s) => ({ ...s, bubble: "" }));
  }

  answerCookies(accepted: boolean): void {
    this.interacted();
    if (accepted) this.bridge.post({ t: "accepted" });
    this.device.allow(accepted);
    this.outbox.keepIn(this.device.keep);
    this.store.set((s) => ({ ...s, banner: "" }));
  }

  showList(): void {
    this.typing.stop();
    this.store.set((s) => ({ ...s, list: true, help: false }));
  }

  showHelp(): void {
    this.typing.stop();
    this.store.set((s) => ({ ...s, help: true, list: false, view: s.view + 1 }));
  }

  /** From the help articles to the team: the conversation that goes on, or a new one. */
  talk(): void {
    this.interacted();
    this.focusWanted = true;
    this.show(entry(this.store.get()));
  }

  select(thread: string): void {
    this.interacted();
    this.focusWanted = true;
    this.bridge.emit("userSelectedThread", conversation(thread));
    this.show(thread);
  }

  newThread(): void {
    this.focusWanted = true;
    if (!this.store.get().open) this.open(true);
    this.show("");
  }

  private show(thread: string): void {
    this.store.set((s) => ({ ...s, list: false, help: false, thread, view: s.view + 1 }));
    this.markRead();
    if (!isNew(thread)) void this.history(thread);
  }

  /** Loads the newest page of a thread, or the one before what is loaded. */
  async history(thread: string, before = 0): Promise<void> {
    try {
      const page = await this.client.call<{ thread: Thread; messages: Message[]; more: boolean }>("GET", `/threads/${thread}${before ? `?before=${before}` : ""}`);
      this.store.set((s) => withHistory(s, page.thread, page.messages, before === 0 && s.earlier[thread] === false ? true : !page.more));
      this.markRead();
    } catch {
      // The line brings what is new; what is old can be asked for again.
    }
  }

  // What the visitor gave before the first message goes with it.
  private given: { email?: string; consent?: string } = {};

  /** The visitor's address, or the words agreed to, before the first message. */
  give(given: { email?: string; consent?: string }): void {
    this.interacted();
    this.focusWanted = true;
    this.given = { ...this.given, ...given };
    this.store.set((s) => ({ ...s, consent: s.consent || !!given.consent, email: given.email || s.email, view: s.view + 1 }));
  }

  /** Sends what was written, now or as soon as there is a line. */
  send(text: string, files: File[], choice?: Choice): void {
    this.interacted();
    this.typing.stop();
    const { thread, chatflow } = this.store.get();
    const to = thread || `new:${randomId()}`;
    this.store.set((s) => ({ ...s, thread: to, slow: "", view: s.view + (choice ? 1 : 0) }));
    this.outbox.add({ client_id: randomId(), thread: to, chatflow_id: chatflow?.id ?? "", text, files, page: this.page, ...this.given, ...(choice && { choice }) });
    this.given = {};
  }

  /** Sends what was picked of an offer; a page opens by itself. */
  choose(message: Message, picked: Offer["replies"]): void {
    const values = picked.map((r) => r.value);
    this.bridge.emit("quickReplyButtonClick", { value: values });
    this.focusWanted = !picked[0]?.url;
    if (!this.focusWanted) return this.interacted();
    this.send(picked.map((r) => r.label).join(", "), [], { message_id: message.id, values });
  }

  retry = (clientId: string) => this.outbox.retry(clientId);
  discard = (clientId: string) => this.outbox.settle(clientId);

  private post({ thread, files, order: _, failed: __, ...rest }: Pending): Promise<{ thread: Thread; message: Message }> {
    if (!this.client.token) return Promise.reject(new Failure(0, "no_session", ""));
    return this.client.call("POST", "/messages", { ...rest, thread_id: isNew(thread) ? "" : thread, file_ids: files.map((f) => f.id) });
  }

  private posted(thread: Thread, message: Message, pending: Pending): void {
    const first = isNew(pending.thread);
    this.store.set((s) => withPosted({ ...s, slow: "" }, thread, message, pending.thread));
    this.device.tell({ t: "message", seq: message.seq, message });
    if (first) this.bridge.emit("conversationStarted", conversation(thread.id));
    if (first) void this.history(thread.id);
  }

  async upload(blob: Blob, name: string): Promise<File> {
    const form = new FormData();
    form.append("file", blob, name);
    return this.client.call<File>("POST", "/files", form);
  }

  async giveEmail(email: string): Promise<void> {
    await this.client.call("POST", "/email", { email });
    this.store.set((s) => ({ ...s, email }));
  }

  async rate(thread: string, score: number, comment: string): Promise<void> {
    this.store.set((s) => ({ ...s, rated: { ...s.rated, [thread]: score } }));
    await this.client.call("POST", "/rating", { thread_id: thread, score, comment }).catch(() => undefined);
  }

  /** The visitor has written something, or taken it away. */
  typed(text: string): void {
    if (!isNew(this.store.get().thread)) this.typing.typed(text);
  }

  private signal(t: "typing" | "read", fields: object): void {
    if (!this.line.send({ t, ...fields })) this.quietly(`/${t}`, fields);
  }

  // News of the moment: where it fails, the next one will do.
  private readonly quietly = (path: string, body: object) => void (this.client.token && this.client.call("POST", path, body).catch(() => undefined));

  private markRead(): void {
    const s = this.store.get();
    const { thread } = s;
    if (isNew(thread) || !inView(s, thread)) return;
    const last = Math.max(0, ...(s.messages[thread] ?? []).filter((m) => m.from !== "visitor").map((m) => m.seq));
    const fresh = s.threads.some((t) => t.id === thread && t.unread > 0);
    if (last <= (this.read[thread] ?? 0) && !fresh) return;
    this.read[thread] = last;
    if (last > 0) this.signal("read", { thread_id: thread, seq: last });
    this.device.tell({ t: "seen", thread });
    this.store.set((now) => withRead(now, thread));
  }

  private readonly read: Record<string, number> = {};

  private receive(frame: LineFrame | { t: "seen"; thread: string }): void {
    if (frame.t === "seen") return this.store.set((s) => withRead(s, frame.thread));
    const before = this.store.get();
    this.store.set((s) => withFrame(s, frame));
    if (frame.t === "message") this.heard(frame.message, !before.messages[frame.message.thread_id]?.some((m) => m.id === frame.message.id));
    if (frame.t === "thread" && frame.thread.status === "closed" && before.threads.some((t) => t.id === frame.thread.id && t.status === "open")) this.bridge.emit("conversationClosed", conversation(frame.thread.id));
    if (frame.t === "contact") this.bridge.emit("contactAssociated", { message: "The visitor is a known contact" });
    if (frame.t === "hello") {
      this.outbox.wake();
      if (frame.reset) void this.reload();
    }
    if (frame.t === "typing") this.others.heard(frame.thread_id, frame.on);
    if (frame.t === "message" || frame.t === "thread") this.markRead();
  }

  // Too much was missed to be told one by one.
  private async reload(): Promise<void> {
    const { threads } = await this.client.call<{ threads: Thread[] }>("GET", "/threads").catch(() => ({ threads: [] as Thread[] }));
    this.store.set((s) => threads.reduce(withThread, { ...s, messages: {}, earlier: {} }));
    const { thread } = this.store.get();
    if (!isNew(thread)) void this.history(thread);
  }

  private heard(message: Message, isNews: boolean): void {
    const s = this.store.get();
    // The first message of a new conversation is settled by its answer, which brings the thread; the line may be faster.
    if (!s.pending.some((p) => p.client_id === message.client_id && isNew(p.thread))) this.outbox.settle(message.client_id);
    if (!s.threads.some((t) => t.id === message.thread_id)) void this.history(message.thread_id);
    if (isNews && message.from === "agent" && !s.open) this.store.set((now) => ({ ...now, bubble: "message", thread: message.thread_id }));
  }

  private tellUnread(): void {
    const unreadCount = unreadThreads(this.store.get());
    if (unreadCount === this.told) return;
    this.told = unreadCount;
    this.bridge.emit("unreadConversationCountChanged", { unreadCount });
  }

  private interacted(): void {
    this.bridge.emit("userInteractedWithWidget", { message: "The visitor used the widget" });
  }
}
