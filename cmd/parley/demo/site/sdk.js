// Uses everything of the SDK as its documentation says, and shows what came of it. Functions are tried by the page itself;
// events that need a visitor and a team are ticked off as they come.
const EVENTS = ["conversationStarted", "conversationClosed", "userSelectedThread", "unreadConversationCountChanged", "contactAssociated", "userInteractedWithWidget", "widgetLoaded", "widgetClosed", "quickReplyButtonClick"];
const seen = (window.seenEvents = []);
const complaints = [];
const ready = [];

const error = console.error;
console.error = (...what) => {
  complaints.push(what.map(String).join(" "));
  error.apply(console, what);
};
const complained = (part) => complaints.some((text) => text.includes(part));
const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(name + "="))?.slice(name.length + 1) ?? "";
const container = () => document.querySelectorAll("#hubspot-messages-iframe-container");

async function until(what, check) {
  for (let tries = 0; tries < 100; tries++) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("waited for: " + what);
}

function assert(what, value) {
  if (!value) throw new Error("not so: " + what);
}

window.hsConversationsSettings = { loadImmediately: false, disableAttachment: "no", inlineEmbedSelector: 7 };
window.hsConversationsOnReady = [
  () => ready.push("first"),
  () => {
    throw new Error("thrown by the page");
  },
  () => ready.push("second"),
  () => void run(),
];

const checks = [
  ["Functions wait in hsConversationsOnReady and run in order; one that throws stops none", () => {
    assert("both ran", ready.join() === "first,second");
    assert("the error is told", complained("thrown by the page"));
  }],
  ["What is pushed later runs at once", () => {
    let ran = false;
    window.hsConversationsOnReady.push(() => (ran = true));
    assert("it ran", ran);
  }],
  ["The object has every function", (sdk) => {
    for (const name of ["load", "refresh", "open", "close", "remove", "status"]) assert(name, typeof sdk.widget[name] === "function");
    for (const name of ["on", "off", "clear", "resetAndReloadWidget", "debug"]) assert(name, typeof sdk[name] === "function");
  }],
  ["Nothing loads before load() with loadImmediately: false", (sdk) => {
    const { loaded, pending } = sdk.widget.status();
    assert("not loaded", loaded === false && pending === false && container().length === 0);
  }],
  ["refresh() before load has no effect", async (sdk) => {
    sdk.widget.refresh();
    assert("still nothing", sdk.widget.status().pending === false && container().length === 0);
  }],
  ["An unknown event is a console error and no exception", (sdk) => {
    sdk.on("noSuchEvent", () => {});
    sdk.off("noSuchEvent", () => {});
    assert("told", complained("noSuchEvent"));
  }],
  ["load() loads; status() says so; widgetLoaded comes; wrongly typed settings are told and ignored", async (sdk) => {
    const order = [];
    const first = () => order.push(1);
    const removed = () => order.push("never");
    sdk.on("widgetLoaded", first);
    sdk.on("widgetLoaded", removed);
    sdk.on("widgetLoaded", () => order.push(2));
    sdk.off("widgetLoaded", removed);
    sdk.widget.load();
    assert("pending", sdk.widget.status().pending === true);
    await until("widgetLoaded", () => order.length === 2);
    assert("listeners in order", order.join() === "1,2");
    assert("loaded", sdk.widget.status().loaded === true && sdk.widget.status().pending === false);
    assert("one element on the page", container().length === 1);
    assert("disableAttachment told", complained("disableAttachment"));
    assert("inlineEmbedSelector told", complained("inlineEmbedSelector"));
  }],
  ["The cookies are there", () => {
    assert("messagesUtk", cookie("messagesUtk") !== "");
    assert("hubspotutk", cookie("hubspotutk") !== "");
  }],
  ["load() again does nothing", (sdk) => {
    sdk.widget.close();
    sdk.widget.load({ widgetOpen: true });
    assert("one element", container().length === 1);
    assert("not pending", sdk.widget.status().pending === false);
  }],
  ["open() opens and close() closes, with widgetClosed and the cookie of 30 minutes", async (sdk) => {
    let closed = "";
    sdk.on("widgetClosed", (payload) => (closed = payload.message));
    sdk.widget.open();
    await until("the cookie", () => cookie("hs-messages-is-open") === "1");
    sdk.widget.close();
    await until("widgetClosed", () => closed !== "");
    await until("the cookie is gone", () => cookie("hs-messages-is-open") === "");
  }],
  ["refresh({openToNewThread: true}) opens a new thread", async (sdk) => {
    sdk.widget.refresh({ openToNewThread: true });
    await until("it is open", () => cookie("hs-messages-is-open") === "1");
    sdk.widget.close();
    await until("it is closed", () => cookie("hs-messages-is-open") === "");
  }],
  ["remove() takes it off the page, load({widgetOpen: true}) brings it back open", async (sdk) => {
    sdk.widget.remove();
    assert("gone", container().length === 0 && sdk.widget.status().loaded === false);
    sdk.widget.load({ widgetOpen: true });
    await until("it is back", () => sdk.widget.status().loaded);
    await until("it is open", () => cookie("hs-messages-is-open") === "1");
    sdk.widget.close();
    await until("it is closed", () => cookie("hs-messages-is-open") === "");
  }],
  ["open() loads what is not loaded", async (sdk) => {
    sdk.widget.remove();
    sdk.widget.open();
    await until("it is open", () => cookie("hs-messages-is-open") === "1");
    sdk.widget.close();
    await until("it is closed", () => cookie("hs-messages-is-open") === "");
  }],
  ["clear() takes the chat's cookies and leaves hubspotutk", (sdk) => {
    const tracking = cookie("hubspotutk");
    sdk.clear();
    assert("messagesUtk is gone", cookie("messagesUtk") === "");
    assert("hubspotutk stays", cookie("hubspotutk") === tracking);
  }],
  ["clear({resetWidget: true}) and resetAndReloadWidget() begin anew at once", async (sdk) => {
    const ids = new Set();
    for (const reset of [() => sdk.clear({ resetWidget: true }), () => sdk.resetAndReloadWidget()]) {
      reset();
      assert("not loaded", sdk.widget.status().loaded === false);
      await until("loaded", () => sdk.widget.status().loaded);
      ids.add(cookie("messagesUtk"));
    }
    assert("a visitor each time", ids.size === 2 && !ids.has(""));
  }],
  ["debug() prints", (sdk) => {
    const log = console.log;
    let printed = 0;
    console.log = () => printed++;
    sdk.debug();
    console.log = log;
    assert("printed", printed > 0);
  }],
];

function row(table, state, text, detail = "") {
  const tr = document.getElementById(table).insertRow();
  tr.className = state;
  for (const words of [state, detail ? text + ": " + detail : text]) tr.insertCell().textContent = words;
  return tr;
}

async function run() {
  if (document.readyState === "loading") await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
  const sdk = window.HubSpotConversations;
  for (const name of EVENTS) {
    const tr = row("events", "waiting", name);
    sdk.on(name, (payload) => {
      seen.push({ name, payload });
      tr.className = "passed";
      tr.cells[0].textContent = "came";
      tr.cells[1].textContent = name + " " + JSON.stringify(payload);
    });
  }
  let failed = 0;
  for (const [text, check] of checks) {
    try {
      await check(sdk);
      row("checks", "passed", text);
    } catch (reason) {
      failed++;
      row("checks", "failed", text, reason.message);
    }
  }
  const summary = document.getElementById("summary");
  summary.textContent = failed === 0 ? `All ${checks.length} checks passed.` : `${failed} of ${checks.length} checks failed.`;
  summary.dataset.failed = String(failed);
}
