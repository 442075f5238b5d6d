// One at a desk: what a row says, search and its way back, panels and the editor that keep their size, every command of a conversation.
// Run by cmd/parley/rows_story_test.go against the demo company.
import assert from "node:assert/strict";
import { api, open, page as newPage, shot, signIn, swaks, telling, until } from "./browser.mjs";

const { PARLEY_URL: url, PARLEY_SMTP: door } = process.env;
const { step, errors } = telling();
const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((i) => i.address);
  const view = (kind) => `/inbox/${inbox.id}/${boot.views.find((v) => v.kind === kind && v.inbox_id === inbox.id).id}`;
  const row = (subject) => lea.locator(".rows .row").filter({ hasText: subject });
  const found = async (subject) => (await api(lea, "GET", `/search?inbox_id=${inbox.id}&q=${encodeURIComponent(`subject:"${subject}"`)}`)).threads[0];

  step("LIST-02, LIST-03, LIST-04: a row says who, how many, what, and that we answered");
  await swaks(door, { from: "rosa@customer.localhost", name: "Rosa Marin", to: inbox.address, subject: "A row of my own", text: "The first line\n\nand more", id: "row-1@customer.localhost" });
  await lea.goto(view("open"));
  await row("A row of my own").waitFor();
  const text = await row("A row of my own").textContent();
  assert.match(text, /Rosa Marin/);
  assert.match(text, /The first line and more/);
  const thread = await found("A row of my own");
  await lea.goto(`${view("open")}/${thread.id}`);
  await lea.locator("article.item").first().waitFor();
  await lea.keyboard.press("r");
  const editor = lea.locator(".composer [role=textbox][contenteditable]");
  await editor.click();
  await lea.keyboard.type("On it. ");
  await lea.getByRole("button", { name: "Cc", exact: true }).click();
  await lea.keyboard.type("omar@customer.localhost,");
  await lea.getByRole("button", { name: /^Send/ }).first().click();
  await lea.locator("article.out").waitFor();
  await until("the row counts two people and shows our reply", async () => {
    const now = await found("A row of my own");
    return now.participant_count > 1 && now.last_action === "replied";
  });
  await row("A row of my own").locator("[title*='2']").first().waitFor();

  step("THR-05: the editor is enlarged by its upper edge, and stays so");
  const edge = lea.getByRole("separator", { name: /editor|writing|composer/i }).first();
  const before = (await lea.locator(".composer-scroll").boundingBox()).height;
  const box = await edge.boundingBox();
  await lea.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await lea.mouse.down();
  await lea.mouse.move(box.x + box.width / 2, box.y - 120, { steps: 4 });
  await lea.mouse.up();
  const larger = (await lea.locator(".composer-scroll").boundingBox()).height;
  assert.ok(larger > before + 80, `the editor went from ${before} to ${larger}`);
  await until("the height is kept", async () => Math.abs((await api(lea, "GET", "/bootstrap")).preferences.composer_height - larger) < 3);
  await lea.reload();
  await editor.waitFor();
  assert.ok(Math.abs((await lea.locator(".composer-scroll").boundingBox()).height - larger) < 3, "the height is forgotten by a reload");

  step("VIEW-19: panels collapse, for this person, until opened again");
  const context = lea.locator(".pane-context");
  await context.waitFor();
  await lea.mouse.move(700, 5);
  await lea.evaluate(() => document.activeElement?.blur());
  await lea.keyboard.press("]");
  await context.waitFor({ state: "hidden" });
  await lea.keyboard.press("[");
  await lea.getByRole("link", { name: /unassigned/i }).first().waitFor({ state: "hidden" });
  await until("both are kept", async () => {
    const panels = (await api(lea, "GET", "/bootstrap")).preferences.panels ?? { views: true };
    return !panels.views && !panels.context;
  });
  await lea.reload();
  await lea.locator("article.item").first().waitFor();
  assert.equal(await lea.getByRole("link", { name: /unassigned/i }).first().isVisible(), false);
  await lea.keyboard.press("[");
  await lea.keyboard.press("]");
  await lea.getByRole("link", { name: /unassigned/i }).first().waitFor();

  step("THR-08: all that can be done with a conversation stands in its menu");
  await lea.locator(".pane-thread").getByRole("button", { name: /^more/i }).first().click();
  for (const name of [/transcript/i, /trash/i, /block/i, /spam/i, /another inbox|move/i, /unread/i]) await lea.getByRole("menuitem", { name }).first().waitFor();
  await shot(lea, "rows-more");
  await lea.keyboard.press("Escape");

  step("FILT-03, FILT-04, FILT-11: filters work together, and leaving search leads back to where one was");
  await lea.goto(view("open"));
  await row("A row of my own").waitFor();
  const list = lea.locator(".rows").first();
  await list.hover();
  await lea.mouse.wheel(0, 300);
  const top = () => lea.locator(".list-scroll").first().evaluate((list) => list.scrollTop);
  await until("the list is scrolled", async () => (await top()) > 100);
  const scrolled = await top();
  await lea.keyboard.press("/");
  const box2 = lea.getByRole("searchbox").first();
  await box2.waitFor();
  await lea.keyboard.type("row of my");
  await row("A row of my own").waitFor();
  const pick = async (label, item) => {
    await lea.locator(".search-terms").getByRole("button", { name: label }).first().click();
    await lea.getByRole("menuitemcheckbox", { name: item }).or(lea.getByRole("menuitem", { name: item })).first().click();
  };
  await pick(/status/i, /^closed/i);
  await row("A row of my own").waitFor({ state: "detached" });
  await pick(/status|closed/i, /^open/i);
  await row("A row of my own").waitFor();
  await pick(/channel/i, /e-?mail/i);
  await row("A row of my own").waitFor();
  assert.match(decodeURIComponent(lea.url()), /channel:email/);
  await shot(lea, "rows-search");
  await lea.getByRole("button", { name: "Exit search" }).click();
  await until("the view is back", () => lea.url().endsWith(view("open")));
  await row("A row of my own").or(lea.locator(".rows .row").first()).first().waitFor();
  await until("and where it was scrolled to", async () => Math.abs((await top()) - scrolled) < 4);

  assert.deepEqual(errors, [], "uncaught errors in the page");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `rows-failed-${i}`).catch(() => {});
  throw error;
} finally {
  await browser.close();
}
