// The whole path on real mail. Run by cmd/parley/story_test.go, which starts the servers.
import assert from "node:assert/strict";
import { api, header, mailbox, open, page as newPage, shot, signIn, swaks, telling, until } from "./browser.mjs";

const { PARLEY_URL: url, PARLEY_SMTP: door, RELAY: relay, IMAP_HOST, IMAP_PORT, IMAP_PASSWORD } = process.env;
const customer = "jonas.berg@customer.localhost";
const { step, errors } = telling();

const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((i) => i.address);
  const view = (kind) => boot.views.find((v) => v.kind === kind && v.inbox_id === inbox.id).id;
  const row = (subject) => lea.getByRole("link", { name: new RegExp(subject) }).or(lea.getByRole("option", { name: new RegExp(subject) })).first();
  const goTo = (kind) => lea.goto(`/inbox/${inbox.id}/${view(kind)}`);

  step("a mailbox is connected by IMAP");
  await api(lea, "POST", "/channel-accounts", {
    inbox_id: inbox.id, channel: "email", address: "support@atlas.localhost",
    imap: { host: IMAP_HOST, port: Number(IMAP_PORT), security: "none", username: "support@atlas.localhost", password: IMAP_PASSWORD },
  });
  await until("the mailbox answers", async () => (await api(lea, "GET", "/channel-accounts")).channel_accounts.find((a) => a.address === "support@atlas.localhost")?.state === "ok");

  step("swaks writes to the fallback address and into the mailbox; both appear live");
  await goTo("unassigned");
  swaks(door, { from: customer, name: "Jonas Berg", to: inbox.address, subject: "Story one by SMTP", text: "Hello, where is my order?", id: "one@customer.localhost" });
  await row("Story one by SMTP").waitFor();
  swaks(relay, { from: "ida@customer.localhost", name: "Ida Holm", to: "support@atlas.localhost", subject: "Story two by IMAP", text: "Can I change the colour?", id: "two@customer.localhost" });
  await row("Story two by IMAP").waitFor({ timeout: 90_000 });
  await shot(lea, "1-both-arrived");

  step("a comment with a mention, an assignment, a rich reply with an attachment");
  const found = await api(lea, "GET", `/search?inbox_id=${inbox.id}&q=${encodeURIComponent('subject:"Story one"')}`);
  assert.equal(found.threads.length, 1);
  const thread = found.threads[0].id;
  await row("Story one by SMTP").click();
  await lea.locator("article.item").filter({ hasText: "where is my order" }).waitFor();
  const editor = lea.locator(".composer [role=textbox][contenteditable]");
  await lea.keyboard.press("n");
  await lea.locator(".composer.comment").waitFor();
  await editor.waitFor();
  await editor.click();
  await lea.keyboard.type("Asking the warehouse, @In");
  await lea.getByRole("option", { name: /Inès/ }).first().click();
  await lea.keyboard.press("Control+Enter");
  await lea.locator("article.cmt").filter({ hasText: "Asking the warehouse" }).waitFor();
  await lea.keyboard.press("Escape");
  await lea.keyboard.press("i");
  await until("the conversation is Léa's", async () => (await api(lea, "GET", `/threads/${thread}`)).thread.assignee?.name === "Léa Moreau");
  await lea.keyboard.press("r");
  await editor.click();
  await lea.keyboard.type("Hello Jonas, it is **on its way**, see the note.");
  await lea.locator(".composer input[type=file]").first().setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("leaves tomorrow") });
  await lea.locator(".composer").getByText("note.txt").first().waitFor();
  await shot(lea, "2-reply");
  await lea.keyboard.press("Control+Enter");
  await lea.locator("article.out").waitFor();

  step("OpenSMTPD takes the answer, Dovecot stores it, and its references make one thread");
  const [answer] = await until("the answer in the customer's mailbox", () => { const all = mailbox(customer); return all.length && all; }, 60);
  assert.match(header(answer, "References"), /one@customer\.localhost/);
  assert.equal(header(answer, "In-Reply-To"), "<one@customer.localhost>");
  assert.match(header(answer, "Subject"), /^Re: Story one by SMTP$/);
  assert.match(answer, /note\.txt/);
  assert.doesNotMatch(answer, /warehouse/, "a comment must never leave");
  const answerId = header(answer, "Message-ID").replace(/[<>]/g, "");

  step("the customer answers: the same conversation moves up");
  swaks(door, { from: customer, name: "Jonas Berg", to: inbox.address, subject: "Re: Story one by SMTP", text: "Thank you, waiting then.", id: "three@customer.localhost", references: ["one@customer.localhost", answerId] });
  await lea.getByText("Thank you, waiting then").last().waitFor();
  const whole = await api(lea, "GET", `/threads/${thread}`);
  assert.deepEqual(whole.items.filter((i) => i.kind === "message").map((i) => i.message.direction), ["incoming", "outgoing", "incoming"]);

  step("close, reopen by the next answer");
  await lea.locator(".thread, main").first().click({ position: { x: 5, y: 5 } });
  await lea.keyboard.press("Escape");
  await lea.goto(`/inbox/${inbox.id}/${view("open")}/${thread}`);
  await lea.getByText("Thank you, waiting then").last().waitFor();
  await lea.keyboard.press("e");
  await until("it is closed", async () => (await api(lea, "GET", `/threads/${thread}`)).thread.status === "closed");
  swaks(door, { from: customer, name: "Jonas Berg", to: inbox.address, subject: "Re: Story one by SMTP", text: "One more thing.", id: "four@customer.localhost", references: ["one@customer.localhost", answerId] });
  await until("it is open again", async () => (await api(lea, "GET", `/threads/${thread}`)).thread.status === "open");

  step("spam, block, trash, restore, delete forever");
  const act = (action, more = {}) => api(lea, "POST", "/threads/actions", { action, thread_ids: [thread], ...more });
  const state = async () => (await api(lea, "GET", `/threads/${thread}`)).thread;
  await act("spam");
  assert.equal((await state()).spam, true);
  await act("not_spam");
  assert.equal((await state()).spam, false);
  await act("block");
  swaks(door, { from: customer, name: "Jonas Berg", to: inbox.address, subject: "Blocked now", text: "Do you hear me?", id: "five@customer.localhost" });
  await goTo("spam");
  await row("Blocked now").waitFor();
  await act("unblock");
  await act("trash");
  await goTo("trash");
  await row("Story one by SMTP").waitFor();
  await act("restore");
  await act("trash");
  await act("purge");
  await assert.rejects(state, /404/);
  await until("it left the list", async () => (await row("Story one by SMTP").count()) === 0);

  assert.deepEqual(errors, [], "uncaught errors in the page");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `failed-${i}`).catch(() => {});
  throw error;
} finally {
  await browser.close();
}
