// Who gets it: rules with conditions are set in the browser, mails come in and go where the rules say; people go away and come back, a full
// team lets a queue form, and the replay of what came tells who would have got it. Run by cmd/parley/routing_story_test.go.
import assert from "node:assert/strict";
import { api, axe, open, page as newPage, shot, signIn, swaks, until } from "./browser.mjs";

const { PARLEY_URL: url, PARLEY_SMTP: door } = process.env;
const errors = [];
const browser = await open();

try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((one) => one.address);
  const channel = boot.channel_accounts.find((one) => one.fallback && one.channel === "email" && one.inbox_id === inbox.id);
  const openView = boot.views.find((view) => view.inbox_id === inbox.id && view.kind === "open").id;
  const main = lea.locator("#main");
  const clean = async (page, name) => assert.deepEqual(await axe(page, name), [], name);
  const goTo = async (path) => {
    await lea.goto(`/settings/${path}`);
    await main.locator("h1").waitFor();
    await lea.waitForFunction(() => !document.querySelector("#main [aria-busy]"));
  };
  let sent = 0;
  const write = async (subject, text) => {
    sent++;
    swaks(door, { from: `guest${sent}@customer.localhost`, name: `Guest ${sent}`, to: inbox.address, subject, text, id: `routed-${sent}@customer.localhost` });
    return until(`${subject} has arrived`, async () => (await api(lea, "GET", `/views/${openView}/threads`)).threads.find((thread) => thread.subject === subject));
  };

  // ROUTE-23: two rules, the first with a condition, made with the mouse and the keyboard.
  await goTo(`channels/${channel.id}`);
  await main.getByRole("link", { name: "Automation" }).click();
  await main.getByRole("button", { name: "Add rule" }).click();
  await main.getByRole("textbox", { name: "Name of the rule" }).fill("Everything else");
  await main.getByRole("checkbox", { name: "Marc Vidal" }).click();
  await main.getByRole("checkbox", { name: "Inès Haddad" }).click();
  await main.getByRole("switch", { name: "Let conversations wait in a queue" }).click();
  await main.getByRole("button", { name: "Add rule" }).click();
  const first = main.getByRole("group").first();
  await first.getByRole("textbox", { name: "Name of the rule" }).fill("Invoices");
  const billing = main.getByRole("group", { name: "Invoices" });
  await billing.getByRole("checkbox", { name: "Billing" }).click();
  await billing.getByRole("button", { name: "Add condition" }).click();
  await billing.getByLabel("Property").selectOption("message_text");
  await billing.getByLabel("Comparison").selectOption("contains");
  await billing.getByLabel("Value", { exact: true }).fill("invoice");
  await billing.getByRole("switch", { name: "Least busy first" }).click();
  await clean(lea, "routing-rules");
  await main.getByRole("button", { name: "Save" }).click();
  const kept = await until("the rules are kept", async () => {
    const rules = (await api(lea, "GET", "/channel-accounts")).channel_accounts.find(({ id }) => id === channel.id).settings.routing;
    return rules.length === 2 && rules;
  });
  assert.deepEqual(kept.map((rule) => [rule.name, rule.least_busy ?? false, rule.queue ?? false, Boolean(rule.filter)]), [["Invoices", true, false, true], ["Everything else", false, true, false]]);

  // ROUTE-12: one conversation each, so that a queue forms.
  await goTo(`inboxes/${inbox.id}/capacity`);
  await main.getByLabel("Inès Haddad: E-mail and other").fill("1");
  await clean(lea, "routing-capacity");
  await main.getByRole("region", { name: "Capacity" }).getByRole("button", { name: "Save" }).click();
  await until("the limit is kept", async () => (await api(lea, "GET", `/inboxes/${inbox.id}/loads`)).members.some((member) => member.own && member.limit.email === 1));

  // ROUTE-18: Léa sets Marc away, he sees it at once and comes back by himself.
  const marc = await newPage(browser, url, errors);
  await signIn(marc, "marc@atlas.example", "parley-demo");
  const marcId = boot.users.find((user) => user.name === "Marc Vidal").id;
  const invoice = await write("About the last bill", "My invoice has a wrong amount.");
  assert.equal(invoice.assignee?.name, "Marc Vidal");
  await goTo("availability");
  await main.getByRole("switch", { name: "Marc Vidal is available" }).click();
  await marc.getByText("vous a mis en absence").waitFor();
  await clean(marc, "routing-away");

  // ROUTE-09, ROUTE-22: Inès takes one and is full; the next waits, and its reason can be read.
  const inesId = boot.users.find((user) => user.name === "Inès Haddad").id;
  for (const thread of (await api(lea, "GET", `/views/${openView}/threads`)).threads.filter((row) => row.assignee?.id === inesId)) {
    await api(lea, "POST", "/threads/actions", { action: "assign", thread_ids: [thread.id], assignee: null });
  }
  assert.equal((await write("A first question", "How do I sign in?")).assignee?.name, "Inès Haddad");
  const waiting = await write("A second question", "How do I sign out?");
  assert.equal(waiting.assignee, null);
  await lea.goto(`/inbox/${inbox.id}/${openView}/${waiting.id}`);
  await lea.getByText("In the queue: no. 1").waitFor();
  await lea.getByText(/Nobody was available; waits in the queue · rule “Everything else”.*Inès Haddad skipped: 1 of 1/).waitFor();
  await clean(lea, "routing-queued");
  await lea.locator(".owner").click();
  await lea.getByRole("option", { name: /Inès Haddad.*1 of 1/ }).waitFor();
  await shot(lea, "routing-chooser");
  await lea.keyboard.press("Escape");
  await marc.getByRole("button", { name: "Me remettre disponible" }).click();
  await lea.getByText(/Routed to Marc Vidal · rule “Everything else”/).waitFor();
  assert.equal((await api(lea, "GET", `/threads/${waiting.id}`)).thread.queue_position, null);
  await until("Marc is back", async () => (await api(lea, "GET", "/bootstrap")).users.find(({ id }) => id === marcId).availability === "available");

  await api(lea, "PUT", `/inboxes/${inbox.id}/capacity`, { everyone: { total: 0, messaging: 0, calling: 0, email: 0 }, members: [] });
  const third = await write("A third question", "How do I sign up?");
  assert.ok(third.assignee);
  await lea.goto(`/inbox/${inbox.id}/${openView}/${third.id}`);
  await lea.locator("summary", { hasText: "Routed to" }).click();
  await lea.getByText(/Considered: .*(Inès Haddad, Marc Vidal|Marc Vidal, Inès Haddad)/).waitFor();
  await clean(lea, "routing-considered");

  // ROUTE-24: what if all of it had gone to Inès alone?
  await goTo(`what-if/${channel.id}`);
  await main.getByRole("group", { name: "Invoices" }).getByRole("button", { name: "Delete" }).click();
  const rest = main.getByRole("group", { name: "Everything else" });
  await rest.getByRole("checkbox", { name: "Marc Vidal" }).click();
  await main.getByRole("button", { name: "Replay" }).click();
  await main.getByText(/would have gone to somebody else/).waitFor();
  const totals = main.getByRole("region", { name: "Totals of each person" });
  await totals.getByRole("row", { name: /Inès Haddad/ }).waitFor();
  await clean(lea, "routing-what-if");
  assert.equal((await api(lea, "GET", "/channel-accounts")).channel_accounts.find(({ id }) => id === channel.id).settings.routing.length, 2, "a replay changed the rules");

  // ROUTE-05, ROUTE-09: the same rules for chats, which only go to people who are available.
  const chat = boot.channel_accounts.find((one) => one.channel === "chat" && one.inbox_id === inbox.id);
  await goTo(`channels/${chat.id}/automation`);
  await main.getByRole("button", { name: "Add rule" }).click();
  await main.getByText("A chat is only given to people who are available.").waitFor();
  await main.getByRole("checkbox", { name: "Customer care" }).click();
  await clean(lea, "routing-chat");
  await main.getByRole("button", { name: "Save" }).click();
  await until("the chat's rule is kept", async () => (await api(lea, "GET", "/channel-accounts")).channel_accounts.find(({ id }) => id === chat.id).settings.routing.length === 1);

  // The same pages in the dark, in French, and on a phone.
  await api(lea, "PUT", "/preferences/theme", { value: "dark" });
  await api(lea, "PATCH", "/me", { language: "fr" });
  for (const [path, name] of [[`channels/${channel.id}/automation`, "rules"], [`inboxes/${inbox.id}/capacity`, "capacity"], [`what-if/${channel.id}`, "what-if"], ["availability", "people"]]) {
    await goTo(path);
    await clean(lea, `routing-${name}-dark`);
  }
  await lea.setViewportSize({ width: 390, height: 844 });
  for (const [path, name] of [[`channels/${channel.id}/automation`, "rules"], [`inboxes/${inbox.id}/capacity`, "capacity"], [`what-if/${channel.id}`, "what-if"]]) {
    await goTo(path);
    await clean(lea, `routing-${name}-narrow`);
    assert.ok(await lea.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than a phone`);
  }
  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
