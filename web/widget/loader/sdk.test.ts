import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ToFrame, ToLoader } from "../protocol.ts";
import { boot } from "./sdk.ts";

// The loader against a server and a frame of the test's own: SDK-01…15, ATK-33.
const BASE = "https://chat.example";
const flow = { id: "7", language: "en", display: {} };
const server = { visitor: "v-1", chatflow: flow as object | null, asked: [] as { visitor: string; consented: boolean; identification: unknown }[], away: false, extra: {} };
const frame = { postMessage: vi.fn() };
const written: string[] = [];
const jar = new Map<string, string>();

beforeEach(() => {
  Object.assign(server, { visitor: "v-1", chatflow: flow, asked: [], away: false, extra: {} });
  written.length = 0;
  jar.clear();
  sessionStorage.clear();
  frame.postMessage.mockReset();
  delete window.HubSpotConversations;
  delete window.hsConversationsOnReady;
  delete window.hsConversationsSettings;
  document.body.innerHTML = "";
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(HTMLIFrameElement.prototype, "contentWindow", "get").mockReturnValue(frame as unknown as Window & typeof globalThis);
  vi.spyOn(document, "cookie", "get").mockImplementation(() => [...jar].map(([k, v]) => `${k}=${v}`).join("; "));
  vi.spyOn(document, "cookie", "set").mockImplementation((cookie) => {
    written.push(cookie);
    const [, name, value, age] = /^([^=]+)=([^;]*);.*Max-Age=(\d+)/.exec(cookie)!;
    if (age === "0") jar.delete(name!);
    else jar.set(name!, value!);
  });
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("fetch", async (_: string, request: { body: string }) => {
    if (server.away) throw new Error("away");
    const body = JSON.parse(request.body);
    server.asked.push(body);
    return { json: async () => ({ visitor: body.visitor || server.visitor, tracking: "t-1", code: "code", chatflow: server.chatflow, ...server.extra }) };
  });
});
afterEach(() => {
  window.HubSpotConversations?.widget.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const container = () => document.querySelectorAll<HTMLElement>("#hubspot-messages-iframe-container");
const key = () => /#([^/]+)/.exec(document.querySelector("iframe")!.src)![1]!;
const say = (message: ToLoader, more: Partial<MessageEventInit> & { key?: string } = {}) =>
  window.dispatchEvent(new MessageEvent("message", { source: frame as unknown as Window, origin: BASE, data: { parley: more.key ?? key(), ...message }, ...more }));
const heard = <T extends ToFrame["t"]>(t: T) => frame.postMessage.mock.calls.map(([m]) => m as ToFrame).filter((m) => m.t === t) as (ToFrame & { t: T })[];
const complaints = () => vi.mocked(console.error).mock.calls.map((c) => c.join(" ")).join("\n");

async function loaded(settings: object = {}) {
  window.hsConversationsSettings = settings;
  boot("12345678", BASE);
  await settle();
  say({ t: "ready" });
  say({ t: "event", name: "widgetLoaded", payload: { message: "" } });
  return window.HubSpotConversations!;
}

test("SDK-01: what waits runs once and in order, an error stops none, what is pushed later runs at once, a second script does nothing", () => {
  const ran: string[] = [];
  window.hsConversationsSettings = { loadImmediately: false };
  window.hsConversationsOnReady = [() => ran.push("a"), () => { throw new Error("oops"); }, () => ran.push("b")] as (() => void)[];
  boot("1", BASE);
  const sdk = window.HubSpotConversations;
  window.hsConversationsOnReady.push(() => void ran.push("c"));
  boot("1", BASE);
  expect(ran).toEqual(["a", "b", "c"]);
  expect(complaints()).toContain("oops");
  expect(window.HubSpotConversations).toBe(sdk);
});

test("SDK-02, SDK-05: wrongly typed settings are told and leave their defaults", async () => {
  const sdk = await loaded({ disableAttachment: "yes", enableWidgetCookieBanner: "SOMETIMES", hideNewThreadLink: true });
  for (const name of ["disableAttachment", "enableWidgetCookieBanner"]) expect(complaints()).toContain(name);
  expect(heard("start")[0]!.settings).toMatchObject({ disableAttachment: false, enableWidgetCookieBanner: false, hideNewThreadLink: true });
  expect(sdk.widget.status()).toEqual({ loaded: true, pending: false });
});

test("SDK-06, SDK-08, SDK-09: load loads once, open loads what is not, remove takes it away until load", async () => {
  window.hsConversationsSettings = { loadImmediately: false };
  boot("1", BASE);
  const { widget } = window.HubSpotConversations!;
  expect(widget.status()).toEqual({ loaded: false, pending: false });
  widget.refresh();
  expect(server.asked).toHaveLength(0);
  widget.open();
  expect(widget.status()).toEqual({ loaded: false, pending: true });
  widget.load();
  await settle();
  say({ t: "ready" });
  expect(heard("start")[0]).toMatchObject({ openWanted: true, code: "code" });
  say({ t: "event", name: "widgetLoaded", payload: {} });
  widget.load();
  await settle();
  expect(server.asked).toHaveLength(1);
  expect(container()).toHaveLength(1);
  widget.close();
  expect(heard("close")).toHaveLength(1);
  widget.remove();
  expect(container()).toHaveLength(0);
  widget.load();
  await settle();
  expect(container()).toHaveLength(1);
});

test("SDK-06: an answer that comes after remove() brings nothing back", async () => {
  boot("1", BASE);
  window.HubSpotConversations!.widget.remove();
  await settle();
  expect(container()).toHaveLength(0);
  expect(window.HubSpotConversations!.widget.status()).toEqual({ loaded: false, pending: false });
});

test("SDK-07: refresh asks for the page's chatflow, removes what fits no more, and brings another", async () => {
  const { widget } = await loaded();
  widget.refresh({ openToNewThread: true });
  await settle();
  expect(heard("refresh")[0]).toMatchObject({ threadWanted: true, chatflow: { id: "7" } });
  server.chatflow = null;
  widget.refresh();
  await settle();
  expect(container()).toHaveLength(0);
  expect(widget.status().loaded).toBe(false);
  server.chatflow = flow;
  widget.refresh();
  await settle();
  expect(container()).toHaveLength(1);
});

test("SDK-07: of two refreshes, the later one counts, whichever answer comes first", async () => {
  const { widget } = await loaded();
  const fetchNow = fetch;
  const gates: (() => void)[] = [];
  vi.stubGlobal("fetch", async (...args: Parameters<typeof fetch>) => {
    const answer = await fetchNow(...args);
    const chatflow = gates.length === 0 ? flow : null;
    await new Promise<void>((resolve) => gates.push(resolve));
    return { json: async () => ({ ...(await answer.json()), chatflow }) };
  });
  widget.refresh();
  await settle();
  widget.refresh();
  await settle();
  gates[1]!();
  await settle();
  gates[0]!();
  await settle();
  expect(container()).toHaveLength(0);
});

test("SDK-10, SDK-04: clear deletes the chat's cookies alone, resets on demand, and spends the identification", async () => {
  const sdk = await loaded({ identificationEmail: "amira@example.com", identificationToken: "signed" });
  expect(server.asked[0]!.identification).toEqual({ email: "amira@example.com", token: "signed" });
  jar.set("hs-messages-hide-welcome-message", "1");
  sdk.clear();
  expect([...jar.keys()]).toEqual(["hubspotutk"]);
  expect(heard("forget")).toHaveLength(1);
  expect(container()).toHaveLength(1);
  server.visitor = "v-2";
  sdk.resetAndReloadWidget();
  expect(container()).toHaveLength(0);
  await settle();
  expect(server.asked.at(-1)).toMatchObject({ visitor: "", identification: null });
  expect(jar.get("messagesUtk")).toBe("v-2");
  say({ t: "ready" });
  expect(heard("start").at(-1)).toMatchObject({ fresh: true });
});

test("SDK-11, SDK-12: listeners run in order, may leave, and their errors are their own; unknown events are told", async () => {
  const sdk = await loaded();
  const ran: unknown[] = [];
  const gone = () => ran.push("gone");
  sdk.on("conversationStarted", () => { throw new Error("listener"); });
  sdk.on("conversationStarted", (payload) => ran.push(payload));
  sdk.on("conversationStarted", gone);
  sdk.off("conversationStarted", gone);
  sdk.on("noSuch" as "widgetClosed", gone);
  say({ t: "event", name: "conversationStarted", payload: { conversation: { conversationId: 5 } } });
  expect(ran).toEqual([{ conversation: { conversationId: 5 } }]);
  expect(complaints()).toMatch(/listener[\s\S]*|noSuch/);
  expect(complaints()).toContain("noSuch");
});

test("SDK-14: cookies are first-party, Secure and Lax, and last as long as they should", async () => {
  await loaded();
  say({ t: "keep", open: true, seconds: 1800 });
  say({ t: "keep", open: false, seconds: 86_400 });
  const age = (name: string) => Number(/Max-Age=(\d+)/.exec(written.findLast((c) => c.startsWith(name + "="))!)![1]) / 86_400;
  expect(age("messagesUtk")).toBeCloseTo(182);
  expect(age("hubspotutk")).toBeCloseTo(182);
  expect(age("hs-messages-is-open") * 48).toBeCloseTo(1);
  expect(age("hs-messages-hide-welcome-message")).toBe(1);
  for (const cookie of written) expect(cookie).toMatch(/;Path=\/;.*SameSite=Lax/);
  expect(written[0]!.endsWith(";Secure")).toBe(true);
});

test("SDK-03, SDK-16: with the banner on, nothing is kept before the visitor agrees", async () => {
  await loaded({ enableWidgetCookieBanner: true });
  say({ t: "keep", open: true, seconds: 1800 });
  expect(server.asked[0]).toMatchObject({ consented: false });
  expect(written).toEqual([]);
  expect(sessionStorage.length).toBe(0);
  say({ t: "accepted" });
  expect(jar.get("messagesUtk")).toBe("v-1");
});

test("SDK-14: a code is asked for again with the visitor that is in memory", async () => {
  await loaded({ enableWidgetCookieBanner: true });
  say({ t: "expired" });
  await settle();
  expect(server.asked.at(-1)).toMatchObject({ visitor: "v-1" });
  expect(heard("code")[0]).toEqual(expect.objectContaining({ code: "code" }));
});

test("tabs of one new visitor that open together agree on who that is", async () => {
  const fetchAlone = fetch;
  vi.stubGlobal("fetch", async (...args: Parameters<typeof fetch>) => {
    const answer = await fetchAlone(...args);
    if (server.asked.length === 1) jar.set("messagesUtk", "of-the-other-tab");
    return answer;
  });
  await loaded();
  expect(server.asked.map((a) => a.visitor)).toEqual(["", "of-the-other-tab"]);
  expect(jar.get("messagesUtk")).toBe("of-the-other-tab");
});

test("SDK-15: one floating element, or the page's own place for it; nothing found is told", async () => {
  await loaded();
  expect(document.body.children).toHaveLength(1);
  expect(container()[0]!.style.position).toBe("fixed");
  say({ t: "size", w: 90, h: 80, side: "left" });
  expect(container()[0]!.style.cssText).toMatch(/left: ?0.*width: ?90px.*height: ?80px/);
  window.HubSpotConversations!.widget.remove();
  delete window.HubSpotConversations;
  document.body.innerHTML = '<div id="here"></div>';
  await loaded({ inlineEmbedSelector: "#here" });
  expect(document.querySelector("#here > #hubspot-conversations-inline-parent > iframe#hubspot-conversations-inline-iframe")).toBeTruthy();
  expect(document.querySelector("[style]")).toBeNull();
  window.HubSpotConversations!.widget.remove();
  delete window.HubSpotConversations;
  await loaded({ inlineEmbedSelector: "#no[where" });
  expect(container()).toHaveLength(1);
  expect(complaints()).toContain("#no[where");
});

test("SDK-03: avoidInlineStyles leaves no style attribute and hides until its sheet is there", async () => {
  await loaded({ avoidInlineStyles: true });
  say({ t: "size", w: 90, h: 80, side: "right" });
  expect(document.querySelector("[style]")).toBeNull();
  expect(container()[0]!.querySelector("link")!.href).toMatch(/^https:\/\/chat\.example\/chat\/assets\/loader-\w+\.css$/);
  expect(document.querySelector("iframe")!.width).toBe("90");
});

test("ATK-33: words of another origin, another window or another key are not heard, and ours go to one origin", async () => {
  await loaded();
  const forged: ToLoader = { t: "keep", open: true, seconds: 1800 };
  say(forged, { origin: "https://evil.example" });
  say(forged, { source: window });
  say(forged, { key: "1.0" });
  expect(jar.has("hs-messages-is-open")).toBe(false);
  for (const [message, origin] of frame.postMessage.mock.calls) {
    expect(origin).toBe(BASE);
    expect(JSON.stringify(message)).not.toMatch(/v-1|identification/);
  }
});

test("a server that is away is asked again", async () => {
  vi.useFakeTimers();
  server.away = true;
  boot("1", BASE);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(window.HubSpotConversations!.widget.status().pending).toBe(true);
  server.away = false;
  await vi.advanceTimersByTimeAsync(6_000);
  expect(container()).toHaveLength(1);
});

test("where another chatflow may fit later, it is asked for later", async () => {
  vi.useFakeTimers();
  Object.assign(server, { chatflow: null, extra: { recheck_after: 30 } });
  boot("1", BASE);
  await vi.advanceTimersByTimeAsync(10);
  expect(container()).toHaveLength(0);
  Object.assign(server, { chatflow: flow, extra: {} });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(container()).toHaveLength(1);
});
