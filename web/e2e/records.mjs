// Records, from an unknown sender to two contacts that are one. Run by cmd/parley/story_records_test.go.
import assert from "node:assert/strict";
import { api, axe, open, page as newPage, shot, signIn, swaks, telling, until } from "./browser.mjs";

const { PARLEY_URL: url, PARLEY_SMTP: door } = process.env;
const { step, errors, faults } = telling();

const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((i) => i.address);
  const view = boot.views.find((v) => v.kind === "open" && v.inbox_id === inbox.id).id;
  const dialog = lea.getByRole("dialog");
  const card = (name) => lea.locator("section.card", { has: lea.getByRole("heading", { name: new RegExp(`^${name}`) }) });
  const check = async (name) => faults.push(...(await axe(lea, `records-${name}`)));
  const thread = async (subject) => until(subject, async () => (await api(lea, "GET", `/search?inbox_id=${inbox.id}&q=${encodeURIComponent(`subject:"${subject}"`)}`)).threads[0]);
  const openThread = async (id) => {
    await lea.goto(`/inbox/${inbox.id}/${view}/${id}`);
    await lea.getByRole("heading", { name: /About this contact/ }).waitFor();
  };

  step("an object of one's own is defined (CRM-20)");
  await lea.goto("/settings/objects");
  await lea.getByRole("button", { name: "New object" }).click();
  await dialog.getByLabel("One is called").fill("Machine");
  await dialog.getByLabel("Several are called").fill("Machines");
  await dialog.getByLabel("Property that names a record").fill("Number");
  await dialog.getByRole("button", { name: "Save" }).click();
  await lea.getByRole("link", { name: "Machines" }).click();
  await lea.getByRole("button", { name: "New property" }).click();
  await dialog.getByLabel("Label", { exact: true }).fill("Plan");
  await dialog.getByLabel("Kind of value").selectOption("enumeration/select");
  for (const option of ["Basic", "Complete"]) {
    await dialog.getByRole("button", { name: "Add option" }).click();
    await dialog.getByRole("textbox", { name: /^Option/ }).last().fill(option);
  }
  await check("property-dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await lea.getByText("plan · One option, from a drop-down").waitFor();

  step("somebody unknown writes: contact and company are there at once (CRM-14, CRM-16)");
  swaks(door, { from: "nadia@lumen.example", name: "Nadia Roux", to: inbox.address, subject: "Forty lamps", text: "What would forty lamps cost?", id: "lamps@lumen.example" });
  const { id } = await thread("Forty lamps");
  await openThread(id);
  await card("Company").getByRole("link", { name: /Lumen/i }).waitFor();
  await check("sidebar");

  step("a value is edited in place, taken back, and remembered (CRM-07, CRM-19)");
  await lea.getByRole("button", { name: /^Phone: / }).click();
  await lea.keyboard.type("+33 1 84 88 00 12");
  await lea.keyboard.press("Enter");
  await lea.getByText("Phone saved").waitFor();
  const contact = (await api(lea, "GET", `/threads/${id}`)).cards.contact.id;
  const phone = async () => (await api(lea, "GET", `/records/${contact}`)).record.properties.phone;
  assert.equal(await phone(), "+33 1 84 88 00 12");
  await lea.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await until("the phone is gone", async () => !(await phone()));
  await lea.getByRole("button", { name: /^Job title: / }).click();
  await lea.keyboard.type("Buyer");
  await lea.keyboard.press("Enter");
  await lea.getByRole("button", { name: /^Job title: Buyer/ }).waitFor();
  await lea.getByRole("button", { name: "History of “Job title”" }).click();
  await lea.getByText(/Léa Moreau · in Parley/).waitFor();
  await lea.keyboard.press("Escape");

  step("cards are folded and moved by keys, for good (CRM-01)");
  const titles = () => lea.locator("section.card h2").evaluateAll((all) => all.map((h) => h.textContent.trim()));
  const before = await titles();
  await lea.getByRole("button", { name: "Move the card “Company”" }).focus();
  await lea.keyboard.press("ArrowUp");
  await until("the card has moved", async () => (await titles()).join() !== before.join());
  await card("Deals").getByRole("button", { name: /^Deals/ }).click();
  await until("it is kept", async () => (await api(lea, "GET", "/bootstrap")).preferences.collapsed?.includes("deals"));
  await card("Deals").getByRole("button", { name: /^Deals/ }).click();

  step("a deal and a machine of the contact (CRM-11, CRM-13)");
  await card("Deals").getByRole("button", { name: /^New/ }).click();
  await dialog.getByLabel("Deal name").fill("Lumen, forty lamps");
  await dialog.getByLabel("Amount").fill("9600");
  await check("deal-form");
  await dialog.getByRole("button", { name: "Create" }).click();
  await card("Deals").getByRole("link", { name: /forty lamps/ }).waitFor();
  await card("Machines").getByRole("button", { name: /^New/ }).click();
  await dialog.getByLabel("Number").fill("ATL-118");
  await dialog.getByLabel("Plan").selectOption({ label: "Complete" });
  await dialog.getByRole("button", { name: "Create" }).click();
  await card("Machines").getByRole("link", { name: /ATL-118/ }).waitFor();
  const cards = (await api(lea, "GET", `/threads/${id}`)).cards;
  const deal = await api(lea, "GET", `/records/${cards.deals[0].id}`);
  assert.deepEqual(deal.associations.map((group) => group.object).sort(), ["company", "contact"]);

  step("a ticket with a service level; both are closed together (CRM-06, THR-11, THR-12, TIX-17)");
  await api(lea, "PUT", "/ticket-options", { in_inbox: true, sync_owner: true });
  await lea.goto("/settings/tickets");
  await lea.getByRole("button", { name: "New service level" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill("Promise to lamps");
  await dialog.getByLabel("Inbox").selectOption(inbox.id);
  await check("service-level");
  await dialog.getByRole("button", { name: "Save" }).click();
  await lea.getByText("Promise to lamps", { exact: true }).waitFor();
  await check("tickets");
  await openThread(id);
  await lea.getByRole("button", { name: "Create ticket" }).click();
  await dialog.getByLabel("Priority").selectOption("HIGH");
  await dialog.getByRole("button", { name: "Create" }).click();
  await lea.getByText(/The conversation stays here/).waitFor();
  await lea.locator(".thread-header").getByText(/First reply in/).waitFor();
  await card("Ticket").getByRole("button", { name: "Show more" }).click();
  await dialog.getByRole("button", { name: "Edit displayed properties" }).waitFor();
  await check("ticket-panel");
  await lea.keyboard.press("Escape");
  const ticket = (await api(lea, "GET", `/threads/${id}`)).cards.ticket.id;
  await lea.getByRole("button", { name: /^Close both/ }).click();
  await until("the ticket is closed", async () => (await api(lea, "GET", `/records/${ticket}`)).record.properties.hs_pipeline_stage === "4");
  await until("the conversation too", async () => (await api(lea, "GET", `/threads/${id}`)).thread.status === "closed");

  step("the page of the contact: note, timeline, merge and back (CRM-04, CRM-17)");
  const twin = await api(lea, "POST", "/objects/contact/records", { properties: { email: "n.roux@lumen.example", firstname: "Nadia", lastname: "Roux", city: "Lyon" } });
  await lea.goto(`/contacts/${contact}`);
  await lea.getByRole("heading", { name: "Nadia Roux" }).waitFor();
  await lea.locator(".timeline").getByRole("link", { name: "Forty lamps" }).waitFor();
  await lea.getByRole("group", { name: "Actions" }).getByRole("button", { name: "Note" }).click();
  await dialog.getByLabel("Note", { exact: true }).fill("Wants one invoice per office.");
  await dialog.getByRole("button", { name: "Create" }).click();
  await lea.getByText("Wants one invoice per office.").waitFor();
  await check("contact");
  await lea.getByText("Maybe the same").waitFor();
  await lea.locator(".suggestion").getByRole("button", { name: "Merge" }).click();
  await dialog.getByRole("columnheader", { name: /stays/ }).waitFor();
  await check("merge");
  await dialog.getByRole("button", { name: "Merge" }).click();
  await lea.getByRole("button", { name: "City: Lyon. Edit" }).waitFor();
  await lea.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await lea.getByText("Two records again").waitFor();
  assert.equal((await api(lea, "GET", `/records/${twin.id}`)).record.id, twin.id);

  step("a meeting is planned, and the invitation stands in its conversation (CRM-04)");
  await lea.goto(`/contacts/${contact}`);
  await lea.getByRole("group", { name: "Actions" }).getByRole("button", { name: "Meeting" }).click();
  await dialog.getByLabel("Title").fill("A look at the machine");
  await dialog.getByLabel("Place or link").fill("https://meet.example.org/machine");
  await check("meeting-form");
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  const planned = lea.locator(".moment", { hasText: "A look at the machine" }).filter({ has: lea.locator(".meeting-facts") });
  await planned.getByText("no answer yet").waitFor();
  await check("meeting");
  await planned.getByRole("link", { name: "Conversation" }).click();
  const invitation = lea.locator("section.invitation");
  await invitation.waitFor();
  await check("meeting-thread");
  await lea.goBack();
  await planned.getByRole("button", { name: "Cancel the meeting" }).click();
  await planned.getByText("Cancelled").first().waitFor();

  step("a calculated property is written beside an example");
  await lea.goto("/settings/properties");
  await lea.getByRole("button", { name: "New property" }).click();
  await dialog.getByLabel("Label", { exact: true }).fill("Greeting");
  await dialog.getByRole("switch", { name: /Calculated/ }).click();
  await dialog.getByLabel("What it gives").selectOption("string");
  await dialog.getByLabel("Formula").fill("upper(nothing)");
  await dialog.getByText('there is no property "nothing"').waitFor();
  await dialog.getByLabel("Formula").fill('concatenate("Hello ", firstname)');
  await dialog.getByText(/: Hello/).waitFor();
  await check("formula");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "hidden" });
  await until("the value is worked out", async () => (await api(lea, "GET", `/records/${contact}`)).record.properties.greeting?.startsWith("Hello"));

  step("lists and boards by keyboard");
  await lea.goto("/contacts");
  await lea.getByRole("table").getByRole("link").first().waitFor();
  await lea.keyboard.press("j");
  await lea.keyboard.press("x");
  await lea.getByRole("region", { name: "1 selected" }).waitFor();
  await check("list");
  await lea.goto("/deals");
  await lea.getByRole("button", { name: "Board" }).click();
  await lea.getByRole("button", { name: "Move Lumen, forty lamps" }).press("Enter");
  await lea.getByRole("menuitemcheckbox", { name: "Contract Sent" }).press("Enter");
  await lea.getByRole("region", { name: "Contract Sent" }).getByRole("link", { name: /forty lamps/ }).waitFor();
  await check("board");
  for (const place of ["properties", "pipelines", "objects", "labels", "lists", "imports", "record-options"]) {
    await lea.goto(`/settings/${place}`);
    await lea.getByRole("heading", { level: 1 }).waitFor();
    await check(`settings-${place}`);
  }

  step("a view asks in which list the contact is, and follows it live (CRM-22, VIEW-16)");
  await api(lea, "POST", "/objects/contact/lists", { name: "Lamp buyers", filter_groups: [{ filters: [{ propertyName: "city", operator: "EQ", value: "Lyon" }] }] });
  await lea.goto(`/inbox/${inbox.id}/${view}`);
  await lea.getByRole("button", { name: "New view" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill("Lamps");
  await dialog.getByLabel("Property").selectOption({ label: "Contact: list" });
  await dialog.getByLabel("Value").selectOption({ label: "Lamp buyers" });
  await check("view-by-list");
  await dialog.getByRole("button", { name: "Save" }).click();
  await lea.getByRole("link", { name: /^Lamps/ }).waitFor();
  const lampsRow = lea.getByRole("link", { name: /Forty lamps/ }).or(lea.getByRole("option", { name: /Forty lamps/ })).first();
  await lea.waitForURL((address) => !address.pathname.includes(view));
  await lea.mouse.move(0, 0);
  assert.equal(await lampsRow.isVisible(), false);
  await api(lea, "PATCH", `/records/${contact}`, { properties: { city: "Lyon" } });
  await lampsRow.waitFor();
  await api(lea, "PATCH", `/records/${contact}`, { properties: { city: "" } });
  await lampsRow.waitFor({ state: "detached" });

  step("in the dark, in French, and on a telephone");
  await api(lea, "PUT", "/preferences/theme", { value: "dark" });
  await lea.goto(`/contacts/${contact}`);
  await lea.getByRole("heading", { name: "Nadia Roux" }).waitFor();
  await check("contact-dark");
  await api(lea, "PATCH", "/me", { language: "fr" });
  await openThreadInFrench(lea, `/inbox/${inbox.id}/${view}/${id}`);
  await check("sidebar-dark-fr");
  await lea.setViewportSize({ width: 420, height: 860 });
  await lea.goto("/contacts");
  await lea.getByRole("table").getByRole("link").first().waitFor();
  await check("list-narrow");
  await lea.goto(`/contacts/${contact}`);
  await lea.getByRole("heading", { name: "Nadia Roux" }).waitFor();
  await check("contact-narrow");

  assert.deepEqual(faults, [], "axe finds nothing");
  assert.deepEqual(errors, [], "uncaught errors in the page");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `records-failed-${i}`).catch(() => {});
  console.log(faults);
  throw error;
} finally {
  await browser.close();
}

async function openThreadInFrench(page, address) {
  await page.goto(address);
  await page.getByRole("heading", { name: /À propos de ce contact/ }).waitFor();
}
