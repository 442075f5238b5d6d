// A visitor in a shop and two of the team: live both ways, through dead networks and restarts, in ten tabs and with a
// wrong clock, in every look. Run by cmd/parley/chat_story_test.go, which fills the installation; servers start here.
// The visitor reaches Parley through a proxy of this story, whose line can be cut, from a site of another name.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { deflateSync } from "node:zlib";
import { api, axeIn, open, page as newPage, shot, signIn, telling, until } from "./browser.mjs";

const { PARLEY: binary, PARLEY_ARGS: args, PARLEY_URL: url, PARLEY_PROXY: proxyAddress } = process.env;
const shop = `http://shop.localhost:${proxyAddress.split(":")[1]}/demo/site`;
const { step, errors } = telling();
const barriers = [];

async function serve(...more) {
  const server = spawn(binary, [...JSON.parse(args), ...more], { stdio: ["ignore", "ignore", "inherit"] });
  await until("the server answers", () => fetch(url + "/api/setup").catch(() => null));
  return server;
}

/** A line between the visitor and Parley that can be cut and mended. */
async function wire() {
  const sockets = new Set();
  let up = true;
  const door = createServer((from) => {
    if (!up) return from.destroy();
    const to = connect({ host: "127.0.0.1", port: Number(new URL(url).port) });
    for (const [a, b] of [[from, to], [to, from]]) {
      sockets.add(a);
      a.pipe(b);
      a.on("error", () => b.destroy());
      a.on("close", () => (sockets.delete(a), b.destroy()));
    }
  });
  door.listen(Number(proxyAddress.split(":")[1]), "127.0.0.1");
  await once(door, "listening");
  return {
    cut: () => {
      up = false;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => (up = true),
    close: () => door.close(),
  };
}

/** The widget on a page: its frame, and the hands for it. */
function widget(page) {
  const frame = page.frameLocator("#hubspot-messages-iframe-container iframe, #hubspot-conversations-inline-iframe");
  const write = frame.getByRole("textbox", { name: /write a message|écrivez un message/i });
  return {
    frame,
    write,
    launcher: frame.locator(".launcher"),
    said: (text) => frame.locator(".log .said").filter({ hasText: text }),
    note: (text) => frame.locator(".log .note").filter({ hasText: text }),
    open: async () => {
      await frame.locator(".launcher").click();
      await frame.locator(".panel").waitFor();
    },
    send: async (text) => {
      await write.fill(text);
      await write.press("Enter");
    },
    inside: () => page.frames().find((f) => f.url().includes("/chat/frame.html")),
  };
}

async function visitor(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(15_000);
  const tab = async (path = "/", { wait = true } = {}) => {
    const page = await context.newPage();
    page.on("pageerror", (error) => errors.push(`${path}: ${error.message}`));
    await page.goto(shop + path);
    if (wait) await widget(page).launcher.waitFor();
    return page;
  };
  return { context, tab };
}

// A small picture, made of two chunks of zeros.
function png(w = 240, h = 160) {
  const crc = (bytes) => {
    let c = ~0;
    for (const b of bytes) for (let k = ((c ^= b), 0); k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    return ~c >>> 0;
  };
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(w, 0);
  head.writeUInt32BE(h, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(h * (w * 3 + 1));
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) rows.set([180 - y / 2, 100 + x / 3, 60 + y / 2], y * (w * 3 + 1) + 1 + x * 3);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const line = await wire();
let server = await serve();
const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  const ines = await newPage(browser, url, errors);
  await Promise.all([signIn(lea, "lea@atlas.example", "parley-demo"), signIn(ines, "ines@atlas.example", "parley-demo")]);
  const boot = await api(lea, "GET", "/bootstrap");
  const account = (await api(lea, "GET", "/channel-accounts")).channel_accounts.find((a) => a.channel === "chat");
  const flow = (await api(lea, "GET", "/chatflows")).chatflows[0];
  const portal = /(\d+)\.js/.exec(await (await fetch(`${url}/demo/site/`)).text())[1];
  // What a page is offered, and so whether a change has reached it.
  const offered = async (path = "/") => {
    const body = JSON.stringify({ portal_id: portal, page: { url: shop + path, title: "" } });
    return (await (await fetch(`${url}/chat/v1/open`, { method: "POST", body })).json()).chatflow;
  };
  const change = async (fields, seen = () => true) => {
    await api(lea, "PATCH", `/chatflows/${flow.id}`, fields);
    await until("the change is offered", async () => {
      const now = await offered();
      const want = { language: fields.language, welcome: fields.build?.welcome, consent: fields.build?.consent, desktop: fields.display?.desktop };
      const have = { language: now?.language, welcome: now?.welcome, consent: now?.consent, desktop: now?.display.desktop };
      return Object.keys(want).every((key) => want[key] === undefined || JSON.stringify(want[key]) === JSON.stringify(have[key])) && (await seen());
    });
  };
  const act = (page, action, thread, more = {}) => api(page, "POST", "/threads/actions", { action, thread_ids: [thread], ...more });
  let sent = 0;
  const answer = (page, thread, text, more = {}) =>
    api(page, "POST", `/threads/${thread}/messages`, { kind: "reply", client_id: `story-${Date.now()}-${++sent}`, channel_account_id: account.id, to: [], subject: "", text, ...more });
  const seen = async (thread) => {
    const items = (await api(lea, "GET", `/threads/${thread}`)).items;
    return items.filter((i) => i.kind === "message").map((i) => i.message);
  };
  const find = (text) => until(`the team sees “${text}”`, async () => (await api(lea, "GET", `/search?q=${encodeURIComponent(text)}`)).threads[0]?.id, 20);
  const within = async (ms, what, wait) => {
    const moment = Date.now();
    await wait();
    assert.ok(Date.now() - moment < ms, `${what} took ${Date.now() - moment} ms`);
  };

  step("the first message: nothing before it, a conversation after, and the answer within a second (CHAT-02, CHAT-05, CHAT-11)");
  const amira = await visitor(browser);
  await amira.context.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => (window.shifts += list.getEntries().length)).observe({ type: "layout-shift", buffered: true });
  });
  const home = await amira.tab();
  const chat = widget(home);
  assert.equal(await home.locator("body > *").count(), 4, "one element beside the page's own three");
  assert.equal(await home.evaluate(() => window.shifts), 0, "nothing on the page moved (PERF-10)");
  await chat.open();
  await chat.said("Hello! How can we help you?").waitFor();
  await chat.send("Is the Birk lamp in stock?");
  await chat.note(/Sent/).waitFor();
  const thread = await find("Birk lamp in stock");
  await answer(lea, thread, "It is: three of them.");
  await within(2_000, "the answer", () => chat.said("three of them").waitFor());
  await chat.frame.locator(".name", { hasText: "Léa Moreau" }).first().waitFor();
  barriers.push(...(await axeIn(home, chat.inside(), "chat-light")));

  step("typing, both ways; the page the visitor is on; who else reads (CHAT-14)");
  await lea.evaluate(
    async ([id]) => {
      const { epoch, seq } = await (await fetch("/api/bootstrap")).json().then((b) => b.cursor ?? b);
      const ws = (window.line = new WebSocket(`${location.origin.replace("http", "ws")}/api/stream?epoch=${epoch}&after=${seq}`));
      window.heard = [];
      ws.onmessage = ({ data }) => window.heard.push(JSON.parse(data));
      await new Promise((resolve) => (ws.onopen = resolve));
      window.view = (typing) => ws.send(JSON.stringify({ t: "viewing", thread_id: id, typing }));
      window.view("reply");
    },
    [thread],
  );
  await chat.frame.locator(".typing").waitFor();
  await shot(home, "chat-typing");
  await lea.evaluate(() => window.view(null));
  await chat.frame.locator(".typing").waitFor({ state: "detached" });
  await chat.write.pressSequentially("Do you");
  await until("the team sees the visitor write", () => lea.evaluate(() => window.heard.some((f) => f.t === "visitor" && f.typing)), 10);
  await chat.write.fill("");
  await home.goto(shop + "/pricing.html");
  await chat.frame.locator(".panel").waitFor();
  await until("the team sees the page", async () => (await api(lea, "GET", `/threads/${thread}`)).thread.visitor?.page?.url.endsWith("/pricing.html"), 10);

  step("reading shows, on each side");
  await chat.said("three of them").waitFor();
  await until("the visitor has read", async () => (await seen(thread)).some((m) => m.text.includes("three of them") && m.status === "read"), 10);
  await act(lea, "read", thread);
  await chat.note(/Seen/).waitFor();

  step("what was typed, and what was said, outlive a reload; a new page keeps the chat open (SDK-14)");
  await chat.write.fill("Half a thought");
  await home.reload();
  await until("the draft", async () => (await chat.write.inputValue()) === "Half a thought");
  await chat.said("Is the Birk lamp in stock?").waitFor();
  await chat.write.fill("");

  step("files both ways, with pictures; programs are refused (CHAT-15)");
  await chat.frame.locator("input[type=file]").setInputFiles([{ name: "corner.png", mimeType: "image/png", buffer: png() }, { name: "measures.txt", mimeType: "text/plain", buffer: Buffer.from("40 x 60") }]);
  await chat.frame.locator(".upload.done").nth(1).waitFor();
  await shot(home, "chat-upload");
  await chat.send("Here is the corner.");
  await chat.frame.locator(".log .picture img").waitFor();
  await chat.frame.locator(".log .file", { hasText: "measures.txt" }).waitFor();
  const files = await until("the files arrive", async () => (await seen(thread)).find((m) => m.text === "Here is the corner.")?.attachments, 10);
  assert.deepEqual(files.map((f) => f.name).sort(), ["corner.png", "measures.txt"]);
  await chat.frame.locator("input[type=file]").setInputFiles({ name: "setup.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ....") });
  await chat.frame.locator(".upload.failed").waitFor();
  await chat.frame.getByRole("button", { name: /Remove setup.exe/ }).click();
  const upload = await lea.evaluate(async (bytes) => {
    const { csrf_token } = await (await fetch("/api/session")).json();
    const body = new Uint8Array(bytes);
    return (await fetch("/api/files?name=lamp.png", { method: "POST", headers: { "X-CSRF-Token": csrf_token, "Content-Type": "image/png" }, body })).json();
  }, [...png(300, 120)]);
  await answer(lea, thread, "This one would fit.", { attachment_ids: [upload.id] });
  await chat.said("This one would fit.").waitFor();
  await until("the team's picture shows", () => chat.inside().evaluate(() => [...document.querySelectorAll(".log .picture img")].filter((i) => i.complete && i.naturalWidth > 0).length === 2), 15);
  await shot(home, "chat-files");

  step("closed, the launcher tells of what came; opening reads it (SDK-13)");
  await chat.launcher.click();
  await chat.frame.locator(".panel").waitFor({ state: "detached" });
  await answer(ines, thread, "By the way, oak or birch?");
  await chat.frame.locator(".bubble", { hasText: "oak or birch" }).waitFor();
  await chat.frame.locator(".launcher .count", { hasText: "1" }).waitFor();
  barriers.push(...(await axeIn(home, chat.inside(), "chat-bubble")));
  await chat.frame.locator(".bubble-text").click();
  await chat.said("oak or birch").waitFor();
  await chat.frame.locator(".launcher .count").waitFor({ state: "detached" });

  step("the team closes it, the visitor rates it, and writing reopens it (CHAT-19, CHAT-21)");
  await change({ options: { ...flow.options, rating: true } });
  await act(lea, "close", thread);
  await chat.frame.getByText("The conversation has ended").first().waitFor();
  await chat.frame.locator(".scores label").nth(4).click();
  await chat.frame.getByRole("textbox", { name: "Anything to add?" }).fill("Quick and kind");
  await shot(home, "chat-rating");
  await chat.frame.locator(".card").getByRole("button", { name: "Send" }).click();
  await until("the rating is kept", async () => (await api(lea, "GET", `/threads/${thread}`)).thread.visitor.ratings.some((r) => r.score === 5 && r.comment === "Quick and kind"), 10);
  await chat.send("One more thing");
  await until("it is open again", async () => (await api(lea, "GET", `/threads/${thread}`)).thread.status === "open", 10);

  step("the visitor's network dies in the middle: nothing lost, nothing twice, order kept");
  line.cut();
  await chat.send("Oak, please (1)");
  await chat.send("and a longer cable (2)");
  await chat.frame.locator(".unsent").nth(1).waitFor();
  await answer(lea, thread, "Noted, while you were away.");
  await shot(home, "chat-offline");
  line.mend();
  await chat.said("while you were away").waitFor({ timeout: 40_000 });
  await until("both are sent", async () => (await chat.frame.locator(".unsent").count()) === 0, 40);
  const texts = (await seen(thread)).map((m) => m.text);
  for (const text of ["Oak, please (1)", "and a longer cable (2)", "Noted, while you were away."]) assert.equal(texts.filter((t) => t === text).length, 1, text);
  assert.ok(texts.indexOf("Oak, please (1)") < texts.indexOf("and a longer cable (2)"));

  step("the team's network dies in the middle: the visitor notices nothing");
  await ines.context().setOffline(true);
  await chat.send("Is anybody there?");
  await chat.note(/Sent/).waitFor();
  await ines.context().setOffline(false);
  await until("she has it", async () => (await api(ines, "GET", `/threads/${thread}`)).items.some((i) => i.message?.text === "Is anybody there?"));

  step("the server restarts in the middle");
  server.kill("SIGKILL");
  await once(server, "exit");
  await chat.send("Written while the server was down");
  await chat.frame.locator(".unsent").waitFor();
  server = await serve();
  await until("it is sent", async () => (await chat.frame.locator(".unsent").count()) === 0, 45);
  assert.equal((await seen(thread)).filter((m) => m.text === "Written while the server was down").length, 1);
  await answer(lea, thread, "And back again.");
  await chat.said("And back again.").waitFor({ timeout: 40_000 });
  assert.equal(await chat.said("Written while the server was down").count(), 1);

  step("ten tabs of one visitor agree");
  const others = await Promise.all(Array.from({ length: 9 }, () => amira.tab("/pricing.html", { wait: false })));
  const tabs = [home, ...others].map(widget);
  for (const tab of tabs) await tab.said("And back again.").waitFor({ timeout: 40_000 });
  await tabs[4].send("Said in the fifth tab");
  await answer(ines, thread, "Heard in all of them");
  for (const tab of tabs) {
    await tab.said("Heard in all of them").waitFor();
    await tab.said("Said in the fifth tab").waitFor();
    assert.deepEqual([await tab.said("Said in the fifth tab").count(), await tab.said("Heard in all of them").count()], [1, 1]);
  }
  assert.equal((await seen(thread)).filter((m) => m.text === "Said in the fifth tab").length, 1);
  for (const page of others) await page.close();

  step("a second conversation, and the way between them (CHAT-13)");
  await chat.frame.getByRole("button", { name: "All conversations" }).click();
  barriers.push(...(await axeIn(home, chat.inside(), "chat-list")));
  await chat.frame.getByRole("button", { name: "New conversation" }).click();
  await chat.send("Something else: do you ship to Norway?");
  await chat.note(/Sent/).waitFor();
  const second = await find("ship to Norway");
  assert.notEqual(second, thread);
  await chat.frame.getByRole("button", { name: "All conversations" }).click();
  assert.equal(await chat.frame.locator(".thread").count(), 2);
  await chat.frame.locator(".thread").nth(1).click();
  await chat.said("Is the Birk lamp in stock?").waitFor();

  step("a blocked visitor notices nothing (CHAT-24)");
  const rude = await visitor(browser);
  const rudePage = await rude.tab();
  const rudeChat = widget(rudePage);
  await rudeChat.open();
  await rudeChat.send("You are all thieves");
  const rudeThread = await find("You are all thieves");
  await act(lea, "block", rudeThread);
  await rudeChat.send("Do you hear me?");
  await rudeChat.note(/Sent/).waitFor();
  await rudePage.reload();
  await rudeChat.said("Do you hear me?").waitFor();
  const everywhere = boot.views.filter((v) => ["unassigned", "open", "chat"].includes(v.kind) && v.inbox_id === account.inbox_id);
  assert.ok(everywhere.length > 1);
  for (const { id } of everywhere) assert.ok(!(await api(lea, "GET", `/views/${id}/threads`)).threads.some((row) => row.id === rudeThread), "not in the inbox");

  step("nobody is free: the place in the queue shows, and goes down as those before are served (CHAT-11, ROUTE-22)");
  const away = boot.users.find((user) => user.availability === "away");
  const rule = { name: "Whoever is free", option: "specific", user_ids: [away.id], available_only: true, queue: true };
  await api(lea, "PATCH", `/channel-accounts/${account.id}`, { routing: [rule] });
  const waiting = [];
  for (const words of ["Is there an oak one?", "Is there a birch one?", "Is there an ash one?"]) {
    const patient = widget(await (await visitor(browser)).tab());
    await patient.open();
    await patient.send(words);
    await patient.note(/Sent/).waitFor();
    waiting.push({ ...patient, id: await find(words) });
  }
  const places = ["You are next", "You are number 2 in line", "You are number 3 in line"];
  for (const [i, patient] of waiting.entries()) await patient.frame.getByText(places[i]).waitFor();
  await lea.goto(`/inbox/${account.inbox_id}/${boot.views.find((v) => v.kind === "open" && v.inbox_id === account.inbox_id).id}/${waiting[1].id}`);
  await lea.getByText("In the queue: no. 2").waitFor();
  const me = (await api(lea, "GET", "/session")).user.id;
  await act(lea, "assign", waiting[0].id, { assignee: { kind: "user", id: me } });
  await waiting[0].frame.getByText(places[0]).waitFor({ state: "detached" });
  await waiting[1].frame.getByText(places[0]).waitFor();
  await waiting[2].frame.getByText(places[1]).waitFor();
  await lea.getByText("In the queue: no. 1").waitFor();
  await api(lea, "PATCH", `/channel-accounts/${account.id}`, { routing: [] });
  for (const patient of waiting) await patient.frame.getByText(/You are (next|number)/).waitFor({ state: "detached" });

  step("a clock that is two years wrong changes nothing");
  const lost = await visitor(browser);
  await lost.context.addInitScript(() => {
    const Real = Date;
    const shift = -2 * 365 * 86_400_000;
    window.Date = class extends Real {
      constructor(...a) {
        a.length ? super(...a) : super(Real.now() + shift);
      }
      static now = () => Real.now() + shift;
    };
  });
  const lostPage = await lost.tab();
  const lostChat = widget(lostPage);
  await lostChat.open();
  for (const text of ["First", "Second", "Third"]) await lostChat.send(text);
  const lostThread = await find("Third");
  await answer(lea, lostThread, "It is fine");
  await lostChat.said("It is fine").waitFor();
  assert.deepEqual((await lostChat.frame.locator(".log .mine .said").allTextContents()), ["First", "Second", "Third"]);
  assert.equal(await lostChat.frame.locator(".day").count(), 0, "today is today");

  step("where sockets do not come through, events or polls do (CHAT-02)");
  for (const [name, closed] of [["stream", []], ["poll", ["**/chat/v1/stream*"]]]) {
    const far = await visitor(browser);
    await far.context.addInitScript(() => {
      window.WebSocket = class {
        constructor() {
          setTimeout(() => this.onclose?.({ code: 1006 }));
        }
        close() {}
      };
    });
    for (const pattern of closed) await far.context.route(pattern, (route) => route.abort());
    const farPage = await far.tab();
    const farChat = widget(farPage);
    const through = farPage.waitForRequest((request) => request.url().includes(`/chat/v1/${name}`), { timeout: 30_000 });
    await farChat.open();
    await farChat.send(`Through a ${name}`);
    await through;
    await answer(lea, await find(`Through a ${name}`), "It comes through");
    await farChat.said("It comes through").waitFor({ timeout: 30_000 });
    await far.context.close();
  }

  step("every function and event of the SDK (area 21)");
  const sdk = await visitor(browser);
  const sdkPage = await sdk.tab("/sdk.html");
  await sdkPage.locator("#summary[data-failed]").waitFor({ timeout: 60_000 });
  assert.deepEqual(await sdkPage.locator("#checks tr.failed").allTextContents(), []);
  const sdkChat = widget(sdkPage);
  await sdkChat.open();
  await sdkChat.send("Hello from the page of the SDK");
  const sdkThread = await find("page of the SDK");
  await sdkChat.frame.getByRole("textbox", { name: "E-mail address" }).fill("amira@customer.localhost");
  await sdkChat.frame.getByRole("button", { name: "Save" }).click();
  await sdkChat.launcher.click();
  await answer(lea, sdkThread, "An answer to a closed chat");
  await sdkChat.frame.locator(".launcher .count").waitFor();
  await sdkChat.open();
  const program = await api(lea, "POST", "/apps", { kind: "private", name: "Order desk", scopes: ["conversations.read", "conversations.write"] });
  const offers = async (quickReplies, more = {}) => {
    const th = `${url}/conversations/v3/conversations/threads/${sdkThread}`;
    const ask = { headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" } };
    const [last] = (await (await fetch(`${th}/messages`, ask)).json()).results.filter((m) => m.direction === "INCOMING");
    const body = { type: "MESSAGE", text: "What is it about?", senderActorId: `A-${boot.user.id}`, channelId: last.channelId, channelAccountId: last.channelAccountId,
      recipients: [{ deliveryIdentifier: last.senders[0].deliveryIdentifier }], attachments: [{ type: "QUICK_REPLIES", quickReplies, ...more }] };
    const res = await fetch(`${th}/messages`, { ...ask, method: "POST", body: JSON.stringify(body) });
    assert.equal(res.status, 201, await res.text());
  };
  await offers([{ value: "delivery", valueType: "TEXT", label: "A delivery" }, { value: `${shop}/about.html`, valueType: "URL", label: "About the shop" }], { allowUserInput: false });
  const choice = sdkChat.frame.getByRole("group", { name: "Choose an answer" });
  await choice.waitFor();
  assert.equal(await sdkChat.write.count(), 0, "there is nothing to write in");
  barriers.push(...(await axeIn(sdkPage, sdkChat.inside(), "chat-offer")));
  const [opened] = await Promise.all([sdk.context.waitForEvent("page"), choice.getByRole("link", { name: /About the shop/ }).click()]);
  await opened.close();
  await choice.getByRole("button", { name: "A delivery" }).press("Enter");
  await sdkChat.said("A delivery").waitFor();
  await sdkChat.write.waitFor();
  await offers([{ value: "1" }, { value: "2" }, { value: "3" }], { allowMultiSelect: true });
  for (const name of ["1", "3"]) await choice.getByRole("button", { name, exact: true }).click();
  await choice.getByRole("button", { name: "Send" }).click();
  await sdkChat.said("1, 3").waitFor();
  await until("the team sees what was chosen", async () => (await seen(sdkThread)).filter((m) => m.enclosures.some((e) => e.type === "CHOICE")).length === 2);
  await lea.goto(`/inbox/${account.inbox_id}/${boot.views.find((v) => v.kind === "open" && v.inbox_id === account.inbox_id).id}/${sdkThread}`);
  await lea.getByText("Chosen from the buttons").nth(1).waitFor();
  await shot(lea, "chat-offer-agent");
  await act(lea, "close", sdkThread);
  await sdkChat.frame.getByText("The conversation has ended").first().waitFor();
  await sdkChat.frame.getByRole("button", { name: "All conversations" }).click();
  await sdkChat.frame.locator(".thread").first().click();
  const events = ["conversationStarted", "conversationClosed", "userSelectedThread", "unreadConversationCountChanged", "contactAssociated", "userInteractedWithWidget", "widgetLoaded", "widgetClosed", "quickReplyButtonClick"];
  for (const name of events) await until(name, () => sdkPage.evaluate((n) => window.seenEvents.some((e) => e.name === n), name), 10);
  const payloads = await sdkPage.evaluate(() => window.seenEvents);
  const of = (name) => payloads.filter((e) => e.name === name).map((e) => e.payload);
  assert.equal(String(of("conversationStarted")[0].conversation.conversationId), sdkThread);
  assert.equal(String(of("conversationClosed")[0].conversation.conversationId), sdkThread);
  assert.deepEqual(of("unreadConversationCountChanged").map((p) => p.unreadCount), [1, 0]);
  assert.deepEqual(of("quickReplyButtonClick"), [[`${shop}/about.html`], ["delivery"], ["1", "3"]].map((value) => ({ value })));
  await sdkPage.screenshot({ path: new URL("../../tmp/e2e/chat-sdk.png", import.meta.url).pathname, fullPage: true });

  step("a page under a strict policy, an embedded chat, and a single-page app (SDK-02, SDK-03, SDK-07)");
  const careful = await visitor(browser);
  const violations = [];
  const strict = await careful.tab("/strict.html");
  strict.on("console", (m) => /Content Security Policy/.test(m.text()) && violations.push(m.text()));
  await strict.reload();
  await widget(strict).open();
  assert.equal(await strict.locator("[style]").count(), 0);
  assert.deepEqual(violations, []);
  await shot(strict, "chat-strict");
  const inline = await careful.tab("/inline.html", { wait: false });
  await widget(inline).frame.locator(".panel").waitFor();
  await shot(inline, "chat-inline");
  const app = await careful.tab("/app/workshop");
  await widget(app).frame.locator(".panel").waitFor();
  await change({ target: { ...flow.target, hide: [{ kind: "contains", value: "/app/order", param: "" }] } }, async () => (await offered("/app/order")) === null);
  await app.getByRole("button", { name: "Choose the wood" }).click();
  await widget(app).frame.locator(".panel").waitFor();
  await app.getByRole("button", { name: "Order" }).click();
  await app.locator("#hubspot-messages-iframe-container").waitFor({ state: "detached" });
  await app.getByRole("button", { name: "Workshop" }).click();
  await widget(app).launcher.waitFor();

  step("by keyboard alone: open, write, send, close; focus stays inside and comes back (CHAT-23)");
  const keys = await visitor(browser, { reducedMotion: "reduce" });
  const keyPage = await keys.tab();
  const keyChat = widget(keyPage);
  const focused = () => keyChat.inside().evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName);
  await keyChat.launcher.focus();
  await keyPage.keyboard.press("Enter");
  await until("the composer has the keyboard", async () => (await focused()) === "Write a message…");
  await keyPage.keyboard.type("By keyboard");
  await keyPage.keyboard.press("Enter");
  await keyChat.said("By keyboard").waitFor();
  await keyPage.keyboard.press("Shift+Tab");
  assert.equal(await focused(), "Insert an emoji");
  await keyPage.keyboard.press("Enter");
  await keyChat.frame.locator(".picker").waitFor();
  await keyPage.keyboard.press("ArrowRight");
  await shot(keyPage, "chat-emoji");
  barriers.push(...(await axeIn(keyPage, keyChat.inside(), "chat-emoji-axe")));
  await keyPage.keyboard.press("Enter");
  await until("the emoji is written", async () => (await keyChat.write.inputValue()) === "😃");
  await keyChat.write.fill("");
  for (let i = 0; i < 12; i++) {
    await keyPage.keyboard.press("Tab");
    assert.ok(await keyChat.inside().evaluate(() => document.activeElement !== document.body && document.hasFocus()), "Tab stays in the chat");
  }
  await keyPage.keyboard.press("Escape");
  await until("the launcher has the keyboard again", async () => /Open the chat/.test(await focused()));

  step("no cookie before a yes, where the page asks for one (SDK-03)");
  const shy = await visitor(browser);
  await shy.context.addInitScript(() => (window.hsConversationsSettings = { enableWidgetCookieBanner: true }));
  const shyPage = await shy.tab();
  await widget(shyPage).frame.locator(".cookies").waitFor();
  await shot(shyPage, "chat-cookies");
  assert.deepEqual(await shy.context.cookies(shop), []);
  await widget(shyPage).frame.getByRole("button", { name: "Accept" }).click();
  await until("the cookie", async () => (await shy.context.cookies(shop)).some((c) => c.name === "messagesUtk"));

  step("what comes before the first message: address and consent (CHAT-10, CHAT-17)");
  await change({ build: { ...flow.build, email_capture: { when: "before", prompt: "" }, consent: { mode: "required", text: "We keep this conversation to answer you.", button: "I agree" } } });
  const asked = await visitor(browser);
  const askedPage = await asked.tab();
  const askedChat = widget(askedPage);
  await askedChat.open();
  await askedChat.frame.getByRole("button", { name: "I agree" }).waitFor();
  await shot(askedPage, "chat-gate");
  barriers.push(...(await axeIn(askedPage, askedChat.inside(), "chat-gate-axe")));
  await askedChat.frame.getByRole("textbox", { name: "E-mail address" }).fill("not an address");
  await askedChat.frame.getByRole("button", { name: "I agree" }).click();
  await askedChat.frame.getByText("This is not an e-mail address.").waitFor();
  await askedChat.frame.getByRole("textbox", { name: "E-mail address" }).fill("nils@customer.localhost");
  await askedChat.frame.getByRole("button", { name: "I agree" }).click();
  await askedChat.send("With everything agreed");
  await askedChat.note(/Sent/).waitFor();
  const agreed = (await api(lea, "GET", `/threads/${await find("everything agreed")}`)).thread.visitor;
  assert.deepEqual([agreed.email, agreed.email_verified, agreed.consents[0]?.text], ["nils@customer.localhost", false, "We keep this conversation to answer you."]);
  await change({ build: flow.build });

  step("whom the site vouches for finds their conversations on another device; a wrong token changes nothing (SDK-04)");
  const { token } = await api(lea, "POST", "/visitor-tokens", { email: "noor@customer.localhost", first_name: "Noor", last_name: "Haddad" });
  const signed = { identificationEmail: "noor@customer.localhost", identificationToken: token };
  const devices = [];
  for (const settings of [signed, signed, { ...signed, identificationToken: token.slice(0, -4) + "AAAA" }]) {
    const device = await visitor(browser);
    await device.context.addInitScript((s) => (window.hsConversationsSettings = s), settings);
    const devicePage = await device.context.newPage();
    const told = [];
    devicePage.on("console", (m) => m.type() === "error" && told.push(m.text()));
    await devicePage.goto(shop + "/");
    const deviceChat = widget(devicePage);
    await deviceChat.open();
    if (devices.length === 0) {
      await deviceChat.send("From my first device");
      await deviceChat.note(/Sent/).waitFor();
      await find("From my first device");
    } else if (devices.length === 1) await deviceChat.said("From my first device").waitFor();
    else {
      await deviceChat.said("Hello! How can we help you?").waitFor();
      assert.equal(await deviceChat.said("From my first device").count(), 0);
      assert.ok(told.some((text) => text.startsWith("Parley:")), "the wrong token is told");
    }
    devices.push(device);
  }
  for (const device of devices) await device.context.close();

  step("the chat shows itself as the chatflow says, and stays dismissed (CHAT-05, CHAT-06)");
  const soon = { on: true, behaviour: "bubble", triggers: { load: false, seconds: 1, scroll: 0, exit: false } };
  await change({ display: { ...flow.display, desktop: soon } });
  const passer = await visitor(browser);
  const passerPage = await passer.tab();
  const passerChat = widget(passerPage);
  await passerChat.frame.locator(".bubble", { hasText: "Hello! How can we help you?" }).waitFor();
  await shot(passerPage, "chat-welcome");
  await passerChat.frame.getByRole("button", { name: "Dismiss" }).click();
  await until("the cookie of a day", async () => (await passer.context.cookies(shop)).some((c) => c.name === "hs-messages-hide-welcome-message"));
  await passerPage.reload();
  await passerChat.launcher.waitFor();
  await passerPage.waitForTimeout(2_000);
  assert.equal(await passerChat.frame.locator(".bubble").count(), 0);
  await change({ display: { ...flow.display, desktop: { ...soon, behaviour: "open", triggers: { ...soon.triggers, seconds: 0, scroll: 40 } } } });
  const reader = await (await visitor(browser)).tab();
  await reader.mouse.wheel(0, 2_000);
  await widget(reader).frame.locator(".panel").waitFor();
  await change({ display: flow.display });

  step("nobody there; another corner, another colour; and a site that is not allowed (CHAT-03, CHAT-08, ATK-35)");
  const settle = async (fields, seen) => {
    await api(lea, "PATCH", `/channel-accounts/${account.id}`, { chat: { ...account.settings.chat, ...fields } });
    await until("the settings are offered", async () => seen(await offered()));
  };
  await settle({ accent: "#f2d64b", side: "left", availability: { ...account.settings.chat.availability, mode: "hours", hours: [{ day: (new Date().getDay() + 3) % 7, start: 540, end: 1020 }] }, away: { ...account.settings.chat.away, behaviour: "message", message: "The workshop is closed until Monday." } }, (now) => now?.look.side === "left");
  const late = await visitor(browser);
  const latePage = await late.tab();
  await latePage.evaluate(() => (document.documentElement.style.colorScheme = "dark"));
  await widget(latePage).open();
  await widget(latePage).frame.getByText("The workshop is closed until Monday.").waitFor();
  await widget(latePage).send("See you on Monday then");
  await widget(latePage).frame.getByText("We are away. Leave your e-mail address").waitFor();
  barriers.push(...(await axeIn(latePage, widget(latePage).inside(), "chat-away")));
  await settle({ sites: ["https://elsewhere.example"] }, (now) => now === null);
  const foreign = await (await visitor(browser)).tab("/", { wait: false });
  await foreign.waitForTimeout(1_500);
  assert.equal(await foreign.locator("#hubspot-messages-iframe-container").count(), 0);
  await settle({}, (now) => now?.look.side === "right");

  step("a preview shows what is edited and keeps nothing (BOT-18)");
  const before = (await api(lea, "GET", `/search?q=${encodeURIComponent("Only a preview")}`)).threads.length;
  const { url: previewPath } = await api(lea, "POST", `/chatflows/${flow.id}/preview`, { name: "Draft", build: { ...flow.build, welcome: "A draft of a welcome" } });
  const preview = await (await browser.newContext()).newPage();
  await preview.goto(url + previewPath);
  const previewChat = widget(preview);
  await previewChat.open();
  await previewChat.said("A draft of a welcome").waitFor();
  await previewChat.send("Only a preview");
  await previewChat.said("Only a preview").waitFor();
  assert.equal((await api(lea, "GET", `/search?q=${encodeURIComponent("Only a preview")}`)).threads.length, before);

  step("in every look: dark, phone, French, from right to left");
  const looks = [
    ["dark", { colorScheme: "dark" }, {}],
    ["phone", { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, userAgent: "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36" }, {}],
    ["french", {}, { language: "fr", build: { ...flow.build, welcome: "Bonjour ! Comment pouvons-nous vous aider ?" } }],
    ["arabic", {}, { language: "ar", build: { ...flow.build, welcome: "مرحبا! كيف يمكننا مساعدتك؟" } }],
  ];
  for (const [name, options, fields] of looks) {
    await change({ language: "en", build: flow.build, ...fields });
    const guest = await visitor(browser, options);
    const guestPage = await guest.tab();
    const guestChat = widget(guestPage);
    if (name === "dark") await shot(guestPage, "chat-dark-closed");
    await guestChat.launcher.click();
    await guestChat.write.fill(name === "arabic" ? "هل مصباح بيرك متوفر؟" : name === "french" ? "La lampe Birk est-elle disponible ?" : "Is the Birk lamp there?");
    await guestChat.write.press("Enter");
    await guestChat.note(/Sent|Envoyé/).waitFor();
    const guestThread = await find(await guestChat.frame.locator(".mine .said").first().textContent());
    await answer(lea, guestThread, name === "arabic" ? "نعم، لدينا ثلاثة." : name === "french" ? "Oui, il en reste trois." : "Yes, three of them.");
    await guestChat.frame.locator(".theirs .said").nth(1).waitFor();
    barriers.push(...(await axeIn(guestPage, guestChat.inside(), `chat-${name}`)));
    assert.equal(await guestChat.inside().evaluate(() => document.documentElement.dir), name === "arabic" ? "rtl" : "ltr");
    await guest.context.close();
  }
  await change({ language: "en", build: flow.build });

  step("who left is mailed what they missed, answers by mail, and the answer stands in the same conversation (CHAT-16)");
  const camille = await visitor(browser);
  const camilleChat = widget(await camille.tab());
  await camilleChat.open();
  await camilleChat.send("Can you engrave the lamp?");
  const engraving = await find("engrave the lamp");
  const about = async () => (await api(lea, "GET", `/threads/${engraving}`)).thread.visitor;
  await camilleChat.frame.getByRole("textbox", { name: "E-mail address" }).fill("camille@customer.localhost");
  await camilleChat.frame.getByRole("button", { name: "Save" }).click();
  await until("the address is known", async () => (await about()).email === "camille@customer.localhost");
  await camille.context.close();
  await until("the visitor has left", async () => !(await about()).online);
  await answer(lea, engraving, "We can: up to twelve letters.");
  server.kill("SIGINT");
  await once(server, "exit");
  server = await serve("--clock-ahead", "6m"); // five minutes unread, and a minute away
  const mailbox = await (await browser.newContext()).newPage();
  await mailbox.goto(`${url}/demo/`);
  const letter = mailbox.locator("section").filter({ hasText: "up to twelve letters" });
  await letter.waitFor({ timeout: 60_000 });
  assert.equal(await letter.locator("article").count(), 1);
  await shot(mailbox, "chat-mailed");
  await lea.goto(`/inbox/${account.inbox_id}/${boot.views.find((v) => v.kind === "open" && v.inbox_id === account.inbox_id).id}/${engraving}`);
  await lea.getByText("We can: up to twelve letters.").first().waitFor();
  await letter.getByRole("textbox", { name: "Answer" }).fill("Then please: for Birk, with love.");
  await letter.getByRole("button", { name: "Answer" }).click();
  await lea.getByRole("article").getByText("Then please: for Birk, with love.").waitFor({ timeout: 30_000 });
  await lea.getByText("An unread answer was e-mailed to the visitor, who had left").waitFor();
  await lea.getByText("unverified").waitFor({ state: "detached" });
  await lea.getByText("is new here and is not written to").waitFor({ state: "detached" });
  await shot(lea, "chat-answered-by-mail");
  const whole = (await seen(engraving)).map((m) => [m.text, m.channel]);
  assert.deepEqual(whole.at(-1), ["Then please: for Birk, with love.", "email"], JSON.stringify(whole));
  assert.equal((await about()).email_verified, true, "the answer proves the address");

  assert.deepEqual(barriers, [], "what axe finds");
  assert.deepEqual(errors, [], "uncaught errors");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `chat-failed-${i}`).catch(() => {});
  console.log("uncaught in pages:", errors, "barriers:", barriers);
  throw error;
} finally {
  await browser.close();
  line.close();
  server.kill("SIGINT");
}
