// The help desk, from a visitor nobody knows to a ticket that is closed. Run by cmd/parley/desk_story_test.go.
import assert from "node:assert/strict";
import { api, axe, open, page as newPage, shot, signIn, telling, until } from "./browser.mjs";

const { PARLEY_URL: url } = process.env;
const { step, errors, faults } = telling();

const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const boot = await api(lea, "GET", "/bootstrap");
  const desk = boot.inboxes.find((i) => i.kind === "help_desk");
  const inbox = boot.inboxes.find((i) => i.kind === "inbox" && i.address);
  const view = (kind, id) => boot.views.find((v) => v.kind === kind && v.inbox_id === id).id;
  const dialog = lea.getByRole("dialog");
  const card = (name) => lea.locator("section.card", { has: lea.getByRole("heading", { name: new RegExp(`^${name}`) }) });
  const check = async (name) => faults.push(...(await axe(lea, `desk-${name}`)));

  step("a service level: due in an hour, and soon from a minute on");
  await api(lea, "PUT", "/ticket-options", { in_inbox: false, sync_owner: true });
  await api(lea, "PUT", "/sla-policies?open=false", {
    id: "", inbox_id: desk.id, name: "An hour", active: true, filter_groups: [], goals: [{ goal: "close", minutes: 60, warn: 59 }], hours: [], zone: "UTC", pause: [],
  });

  step("a visitor whom nobody knows writes in the shop's chat");
  const visitor = await (await browser.newContext()).newPage();
  visitor.setDefaultTimeout(15_000);
  await visitor.goto(`${url}/demo/site/`);
  const chat = visitor.frameLocator("#hubspot-messages-iframe-container iframe");
  await chat.locator(".launcher").click();
  const write = chat.getByRole("textbox", { name: /write a message/i });
  await write.fill("The lamp hums at night");
  await write.press("Enter");
  const { id, inbox_id } = await until("the team sees it", async () => (await api(lea, "GET", `/search?q=${encodeURIComponent("lamp hums")}`)).threads[0]);
  await lea.goto(`/inbox/${inbox_id}/${view("open", inbox_id)}/${id}`);

  step("the sidebar makes a contact of the visitor; the company follows by domain (CRM-12, CRM-15)");
  await lea.getByRole("button", { name: "Add contact" }).click();
  await lea.getByLabel("Name or e-mail address").fill("mara@northlight.example");
  await lea.getByRole("button", { name: /mara@northlight/ }).click();
  await card("Company").getByRole("link", { name: /northlight/i }).waitFor();

  step("a ticket is made of the chat, and both move to the help desk (CRM-06, TIX-03)");
  await lea.getByRole("button", { name: "Create ticket" }).click();
  await dialog.getByLabel("Priority").selectOption("HIGH");
  await dialog.getByRole("button", { name: "Create" }).click();
  await lea.getByRole("button", { name: "Go there" }).click();
  await until("it is in the help desk", async () => (await api(lea, "GET", `/threads/${id}`)).thread.inbox_id === desk.id);
  const ticket = (await api(lea, "GET", `/threads/${id}`)).cards.ticket;
  await lea.goto(`/inbox/${desk.id}/${view("open", desk.id)}/${id}`);
  await lea.getByRole("link", { name: `Open the ticket “${ticket.title}” in another tab` }).waitFor();
  await check("split");

  step("what a colleague changes arrives without a reload");
  const ines = await newPage(browser, url, errors);
  await signIn(ines, "ines@atlas.example", "parley-demo");
  await api(ines, "PATCH", `/records/${ticket.id}`, { properties: { subject: "A lamp that hums" } });
  await lea.getByRole("link", { name: "Open the ticket “A lamp that hums” in another tab" }).waitFor();
  await lea.goto("/tickets");
  await lea.getByRole("table").getByRole("link", { name: "A lamp that hums" }).waitFor();
  await lea.mouse.move(2, 2);
  await api(ines, "PATCH", `/records/${ticket.id}`, { properties: { subject: "A lamp that sings" } });
  await lea.getByRole("table").getByRole("link", { name: "A lamp that sings" }).waitFor();
  await check("table");
  await lea.getByRole("button", { name: "Board" }).click();
  await lea.getByRole("region", { name: "New" }).getByRole("link", { name: "A lamp that sings" }).waitFor();
  await check("board");
  await lea.mouse.move(2, 2);
  await api(ines, "PATCH", `/records/${ticket.id}`, { properties: { hs_pipeline_stage: "3" } });
  await lea.getByRole("region", { name: "Waiting on us" }).getByRole("link", { name: "A lamp that sings" }).waitFor();

  step("in the dark and on a telephone");
  await api(lea, "PUT", "/preferences/theme", { value: "dark" });
  await lea.reload();
  await lea.getByRole("region", { name: "Waiting on us" }).waitFor();
  await check("board-dark");
  await lea.setViewportSize({ width: 420, height: 860 });
  await check("board-narrow");
  await lea.getByRole("button", { name: "Table" }).click();
  await lea.getByRole("table").getByRole("link").first().waitFor();
  await check("table-narrow");
  await lea.goto(`/inbox/${desk.id}/${view("open", desk.id)}/${id}`);
  await lea.getByRole("link", { name: /Open the ticket/ }).waitFor();
  await check("split-narrow");
  await lea.setViewportSize({ width: 1440, height: 900 });
  await check("split-dark");
  await api(lea, "PUT", "/preferences/theme", { value: "light" });
  await lea.reload();

  step("the service level is due soon (TIX-17)");

  await until("due soon", async () => (await api(lea, "GET", `/threads/${id}`)).thread.sla?.state === "due_soon", 120);
  await shot(lea, "desk-due-soon");

  step("blocking would delete the ticket: it says which (SPAM-11)");
  await api(lea, "POST", `/threads/${id}/comments`, { client_id: "desk-story-1", text: "Sings in E flat." });
  await lea.getByRole("button", { name: "More actions" }).click();
  await lea.getByRole("menuitem", { name: /Block/ }).click();
  await dialog.getByText("A lamp that sings").waitFor();
  await dialog.getByText("Cancel").click();

  step("both are closed by one act, and opened by one undo (THR-11)");
  const both = async (status, stage) => {
    const { thread } = await api(lea, "GET", `/threads/${id}`);
    const { record } = await api(lea, "GET", `/records/${ticket.id}`);
    return thread.status === status && record.properties.hs_pipeline_stage === stage;
  };
  await lea.getByRole("button", { name: /^Close both/ }).click();
  await lea.getByText("Conversation closed with its ticket").waitFor();
  await until("both are closed", () => both("closed", "4"));
  assert.equal(await lea.getByRole("status").getByRole("button", { name: /Undo|Reopen/ }).count(), 1, "one toast for both");
  await lea.getByRole("status").getByRole("button", { name: /Undo/ }).click();
  await until("both are open", () => both("open", "3"));
  await lea.goto(`/inbox/${desk.id}/${view("open", desk.id)}/${id}`);
  await lea.getByRole("button", { name: /^Close both/ }).click();
  await until("both are closed again", () => both("closed", "4"));

  step("the shop's mail moves to the help desk with its past (TIX-13, TIX-14)");
  const account = await api(lea, "POST", "/channel-accounts", { inbox_id: inbox.id, channel: "email", address: "repairs@atlas.example" });
  await lea.goto(`/settings/channels/${account.id}`);
  await lea.getByRole("button", { name: "Move to the help desk" }).click();
  await dialog.getByRole("textbox").fill("repairs@atlas.example");
  await check("move-dialog");
  await dialog.getByRole("button", { name: "Move to the help desk" }).click();
  await lea.getByText("Moved to the help desk").first().waitFor();
  await check("moved");
  for (const place of ["tickets", `inboxes/${desk.id}/capacity`]) {
    await lea.goto(`/settings/${place}`);
    await lea.getByRole("heading", { level: 1 }).waitFor();
    await lea.waitForLoadState("networkidle");
    await check(`settings-${place.split("/").at(-1)}`);
  }
  await lea.goto("/settings/users");
  await lea.getByRole("button", { name: /Tom|Inès/ }).first().click();
  await dialog.getByLabel("Tickets: See").selectOption("team");
  await check("rights");
  await dialog.getByRole("button", { name: "Save" }).click();
  await until("the right is kept", async () => (await api(lea, "GET", "/users")).users.some((u) => u.record_rights.ticket?.view === "team"));

  assert.deepEqual(faults, [], "axe finds nothing");
  assert.deepEqual(errors, [], "uncaught errors in the page");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `desk-failed-${i}`).catch(() => {});
  console.log(faults);
  throw error;
} finally {
  await browser.close();
}
