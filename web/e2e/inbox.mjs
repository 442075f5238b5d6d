// Two colleagues at one inbox: live, in place, through restarts and dead networks, by key, and for everybody.
// Run by cmd/parley/inbox_story_test.go, which fills the installation; the server is started, and restarted, here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { api, axe, open, page as newPage, shot, signIn, swaks, telling, until } from "./browser.mjs";

const { PARLEY: binary, PARLEY_ARGS: args, PARLEY_URL: url, PARLEY_SMTP: door } = process.env;
const { step, errors } = telling();
const barriers = [];

async function serve() {
  const server = spawn(binary, JSON.parse(args), { stdio: ["ignore", "ignore", "inherit"] });
  await until("the server answers", () => fetch(url + "/api/setup").catch(() => null));
  return server;
}

async function stop(server) {
  server.kill("SIGINT");
  await once(server, "exit");
}

let server = await serve();
const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  const ines = await newPage(browser, url, errors);

  step("the door, in light and dark");
  for (const theme of ["light", "dark"]) {
    await lea.emulateMedia({ colorScheme: theme });
    await lea.goto("/signin");
    await lea.getByLabel(/password/i).first().waitFor();
    barriers.push(...(await axe(lea, `inbox-signin-${theme}`)));
  }
  await lea.emulateMedia({ colorScheme: "light" });
  await Promise.all([signIn(lea, "lea@atlas.example", "parley-demo"), signIn(ines, "ines@atlas.example", "parley-demo")]);
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((i) => i.address);
  const view = (kind) => `/inbox/${inbox.id}/${boot.views.find((v) => v.kind === kind && v.inbox_id === inbox.id).id}`;
  const row = (page, subject) => page.locator(".rows .row").filter({ hasText: subject });
  let sent = 0;
  const arrive = async (subject, text = "Hello there") => {
    sent++;
    await swaks(door, { from: `guest${sent}@customer.localhost`, name: `Guest ${sent}`, to: inbox.address, subject, text, id: `guest-${sent}@customer.localhost` });
  };
  const found = async (subject) => (await api(lea, "GET", `/search?inbox_id=${inbox.id}&q=${encodeURIComponent(`subject:"${subject}"`)}`)).threads[0];

  step("what one does, the other sees within a second");
  for (const page of [lea, ines]) await page.goto(view("unassigned"));
  await arrive("Seen by two");
  await row(lea, "Seen by two").waitFor();
  await row(ines, "Seen by two").waitFor();
  const thread = await found("Seen by two");
  await row(lea, "Seen by two").locator("a").first().click();
  await lea.locator("article.item").first().waitFor();
  let moment = Date.now();
  await lea.keyboard.press("i");
  await row(ines, "Seen by two").waitFor({ state: "detached" });
  step(`  the assignment reached a colleague after ${Date.now() - moment} ms`);
  await ines.goto(`${view("open")}/${thread.id}`);
  await ines.locator("article.item").first().waitFor();
  moment = Date.now();
  await api(lea, "POST", `/threads/${thread.id}/comments`, { client_id: "story-comment", text: "Mine, I know him" });
  await ines.locator("article.cmt").filter({ hasText: "Mine, I know him" }).waitFor();
  step(`  the comment reached a colleague after ${Date.now() - moment} ms`);

  step("the list keeps its place while mail arrives");
  await ines.goto(view("unassigned"));
  await ines.locator(".rows .row").first().hover();
  const top = await ines.locator(".rows .row").first().textContent();
  await arrive("Waits behind the pill");
  const pill = ines.locator(".new-pill").getByRole("button");
  await pill.waitFor();
  assert.equal(await ines.locator(".rows .row").first().textContent(), top, "the list moved under the pointer");
  await shot(ines, "inbox-pill");
  await pill.click();
  await row(ines, "Waits behind the pill").waitFor();

  step("the server restarts under a browser that watches: it catches up by itself");
  await lea.goto(view("unassigned"));
  await row(lea, "Waits behind the pill").waitFor();
  await lea.mouse.move(5, 5);
  await stop(server);
  server = await serve();
  await arrive("After the restart");
  await row(lea, "After the restart").waitFor({ timeout: 30_000 });

  step("no network: the answer waits, and leaves once when it is back");
  const answered = await found("After the restart");
  await lea.goto(`${view("unassigned")}/${answered.id}`);
  await lea.locator("article.item").first().waitFor();
  await lea.keyboard.press("r");
  const editor = lea.locator(".composer [role=textbox][contenteditable]");
  await editor.click();
  await lea.keyboard.type("Written on a train.");
  await lea.context().setOffline(true);
  await lea.keyboard.press("Control+Enter");
  await lea.locator("article.out").filter({ hasText: "Written on a train." }).waitFor();
  await shot(lea, "inbox-offline");
  await lea.context().setOffline(false);
  const answers = async () => (await api(ines, "GET", `/threads/${answered.id}`)).items.filter((i) => i.message?.direction === "outgoing");
  await until("the answer reaches the server", async () => (await answers()).length > 0);
  await lea.reload();
  await lea.locator("article.out").frameLocator("iframe").getByText("Written on a train.").waitFor();
  assert.equal((await answers()).length, 1, "an answer written without network must leave once");

  step("five conversations by key alone");
  for (const n of [1, 2, 3, 4, 5]) await arrive(`Triage ${n}`);
  await lea.goto(view("unassigned"));
  await row(lea, "Triage 5").waitFor();
  await lea.mouse.move(5, 5);
  await lea.keyboard.press("j");
  await lea.keyboard.press("Enter");
  await until("the newest is open", () => /\/inbox\/\d+\/\d+\/\d+$/.test(lea.url()));
  const state = async (n) => found(`Triage ${n}`);
  await lea.keyboard.press("e"); // 5: closed, and the next opens
  await until("5 is closed", async () => (await state(5)).status === "closed");
  await lea.keyboard.press("i"); // 4: mine
  await until("4 is taken", async () => (await state(4)).assignee?.id === boot.user.id);
  await lea.goto(view("unassigned"));
  await row(lea, "Triage 3").waitFor();
  await lea.mouse.move(5, 5);
  await lea.keyboard.press("j");
  await lea.keyboard.press("#"); // 3: trash, from the list
  await until("3 is in the trash", async () => (await found("Triage 3")) === undefined);
  await row(lea, "Triage 3").waitFor({ state: "detached" });

  step("two at once, taken back by z");
  await lea.locator(".rows .row").first().waitFor();
  for (const n of [1, 2]) await row(lea, `Triage ${n}`).getByRole("checkbox").click({ force: true });
  await lea.getByRole("toolbar", { name: "Selected conversations" }).waitFor();
  await lea.mouse.move(5, 5);
  await shot(lea, "inbox-bulk");
  await lea.keyboard.press("e");
  for (const n of [1, 2]) await until(`${n} is closed`, async () => (await state(n)).status === "closed");
  await row(lea, "Triage 1").waitFor({ state: "detached" });
  await lea.keyboard.press("z");
  for (const n of [1, 2]) await until(`${n} is open again`, async () => (await state(n)).status === "open");
  await row(lea, "Triage 1").waitFor();

  step("everybody can use it: list, conversation, search, settings");
  for (const theme of ["light", "dark"]) {
    await lea.emulateMedia({ colorScheme: theme });
    for (const [name, path, ready] of [
      ["list", view("open"), ".rows .row"],
      ["thread", `${view("open")}/${thread.id}`, "article.item"],
      ["search", `/search?inbox=${inbox.id}&q=triage`, ".rows .row"],
      ["settings", "/settings", "main h1, main h2"],
    ]) {
      await lea.goto(path);
      await lea.locator(ready).first().waitFor();
      barriers.push(...(await axe(lea, `inbox-${name}-${theme}`)));
    }
  }

  assert.deepEqual(barriers, [], "what axe-core finds");
  assert.deepEqual(errors, [], "uncaught errors in the page");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `inbox-failed-${i}`).catch(() => {});
  throw error;
} finally {
  await browser.close();
  await stop(server);
}
