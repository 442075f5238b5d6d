// What an answer can hold: form, files, what is put in, the signature, and where it goes; each is written in the browser and read where it
// arrives, in the demo customer's mailbox. Run by cmd/parley/editor_story_test.go, which starts the server.
import assert from "node:assert/strict";
import { api, axe, open, page as newPage, shot, signIn, swaks, until } from "./browser.mjs";

const { PARLEY_URL: url, PARLEY_SMTP: door } = process.env;
const errors = [];
const browser = await open();

try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  await api(lea, "PATCH", "/me", { signature_html: "<p>Léa Moreau · <b>Atlas</b></p>", meeting_link: "https://meet.atlas.example/lea" });
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((one) => one.address);
  const openView = boot.views.find((view) => view.inbox_id === inbox.id && view.kind === "open").id;
  const channel = boot.channel_accounts.find((one) => one.fallback && one.inbox_id === inbox.id);
  const mails = async () => (await (await fetch(`${url}/demo/mails`)).json()).threads.flat();
  const arrives = (what, is) => until(what, async () => (await mails()).find((mail) => !mail.mine && is(mail)), 60);
  swaks(door, { from: "camille@customer.localhost", name: "Camille Duval", to: inbox.address, subject: "A lamp for two", text: "Which one fits two desks?", id: "editor-1@customer.localhost" });
  // A file of the library, as programs share them (CAPI-21).
  const shelf = await api(lea, "POST", "/apps", { kind: "private", name: "Shelf", scopes: ["files"] });
  const price = new FormData();
  for (const [name, value] of [["file", new File(["Lamps from 40"], "prices.txt")], ["folderPath", "/shared"], ["options", JSON.stringify({ access: "PRIVATE" })]]) price.append(name, value);
  assert.equal((await fetch(`${url}/files/v3/files`, { method: "POST", headers: { Authorization: `Bearer ${shelf.token}` }, body: price })).status, 201);
  const thread = await until("the mail is there", async () => (await api(lea, "GET", `/views/${openView}/threads`)).threads.find((row) => row.subject === "A lamp for two"));
  await lea.goto(`/inbox/${inbox.id}/${openView}/${thread.id}`);
  const composer = lea.locator(".composer");
  const editor = composer.locator("[role=textbox][contenteditable]");
  const tool = (name) => composer.getByRole("button", { name, exact: true });
  const inText = () => lea.waitForFunction(() => document.activeElement?.isContentEditable);
  const form = async (name) => {
    await tool(name).click();
    await inText();
  };
  const write = (text) => lea.keyboard.type(text);
  const putIn = async (typed, option) => {
    await tool("Insert a snippet or template").click();
    await lea.getByRole("combobox", { name: "Insert a snippet or template" }).fill(typed);
    await lea.getByRole("option", { name: option }).first().click();
    await inText();
  };

  // What was sent, as it is kept.
  const body = async (words) => {
    const { items } = await api(lea, "GET", `/threads/${thread.id}`);
    const { id } = items.find((item) => item.message?.direction === "outgoing" && item.message.text.includes(words));
    return lea.evaluate(async (path) => (await fetch(path)).text(), `/api/messages/${id}/frame`);
  };

  // THR-18: form by the buttons, links, emoji, lists, files by the clip and by dropping, snippets, templates, articles, the meeting link, a video's, files of the library.
  await editor.click();
  for (const [button, mark] of [["Bold", "strong"], ["Italic", "em"], ["Underline", "u"]]) {
    await form(button);
    await write(`${button} words`);
    await editor.locator(mark).filter({ hasText: `${button} words` }).waitFor();
    await form(button);
    await write(" ");
  }
  await lea.keyboard.press("Enter");
  await form("Bulleted list");
  await write("oak");
  await editor.locator("ul li", { hasText: "oak" }).waitFor();
  await lea.keyboard.press("Enter");
  await lea.keyboard.press("Enter");
  await form("Numbered list");
  await write("birch");
  await editor.locator("ol li", { hasText: "birch" }).waitFor();
  await lea.keyboard.press("Enter");
  await lea.keyboard.press("Enter");
  await tool("Emoji").click();
  await lea.getByRole("textbox", { name: "Find an emoji" }).fill("rocket");
  await lea.getByRole("button", { name: "rocket" }).click();
  await inText();
  await editor.getByText("🚀").waitFor();
  await putIn("opening", /Opening hours/);
  await editor.getByText("We are here Monday to Friday").waitFor();
  await putIn("invoice", /Correct an invoice.*link/);
  await editor.locator("a[href*='/help/en/articles/']").waitFor();
  await putIn("meeting", /Meeting link/);
  await editor.locator("a[href='https://meet.atlas.example/lea']").waitFor();
  const insert = async (typed) => {
    await tool("Insert a snippet or template").click();
    await lea.getByRole("combobox", { name: "Insert a snippet or template" }).fill(typed);
  };
  await insert("https://video.example/visit");
  await lea.getByRole("button", { name: "Insert the link https://video.example/visit" }).click();
  await inText();
  await editor.locator("a[href='https://video.example/visit']").waitFor();
  await insert("prices");
  await lea.getByRole("option", { name: /prices\.txt.*shared/ }).click();
  await composer.getByText("prices.txt").first().waitFor();
  await composer.locator("input[type=file]").first().setInputFiles({ name: "measures.txt", mimeType: "text/plain", buffer: Buffer.from("40 x 60") });
  await composer.getByText("measures.txt").first().waitFor();
  const dropped = await lea.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["oak"], "dropped.txt", { type: "text/plain" }));
    return data;
  });
  const place = await editor.locator("li").first().boundingBox();
  await editor.dispatchEvent("drop", { dataTransfer: dropped, clientX: place.x + 20, clientY: place.y + 5 });
  await composer.getByText("dropped.txt").first().waitFor();

  // EMAIL-05: the signature shows; for one message it can be left out.
  await composer.locator(".signature", { hasText: "Léa Moreau · Atlas" }).waitFor();
  assert.deepEqual(await axe(lea, "editor-full"), []);
  await composer.getByRole("button", { name: /^Send(?! without)/ }).first().click();
  const full = await arrives("the answer", (mail) => mail.text.includes("Bold words"));
  for (const words of ["oak", "birch", "🚀", "Monday to Friday", "Correct an invoice", "meet.atlas.example"]) assert.ok(full.text.includes(words), `${words} is missing in ${full.text}`);
  assert.ok((await body("Bold words")).includes("Léa Moreau"), "the signature was sent");
  assert.deepEqual(full.files.sort(), ["dropped.txt", "measures.txt", "prices.txt"]);

  // EMAIL-19: a template brings its text; the next answer leaves without the signature.
  await editor.click();
  await putIn("refund", /Refund confirmed/);
  await editor.getByText("your refund is on its way").waitFor();
  await until("the use is counted", async () => (await api(lea, "GET", "/templates")).templates.find(({ name }) => name.includes("Refund")).use_count > 0);
  assert.match(await editor.textContent(), /Hi Camille/);
  await composer.getByRole("button", { name: "Send without signature" }).click();
  await composer.locator(".signature").waitFor({ state: "detached" });
  await composer.getByRole("button", { name: /^Send(?! without)/ }).first().click();
  await arrives("the second answer", (mail) => mail.text.includes("refund is on its way"));
  assert.ok(!(await body("refund is on its way")).includes("Léa Moreau"), "the signature was left out");

  // EMAIL-05: the channel's own signature, and none.
  await api(lea, "PATCH", `/channel-accounts/${channel.id}`, { signature: "team", signature_html: "<p>The Atlas team</p>" });
  await composer.locator(".signature", { hasText: "The Atlas team" }).waitFor();
  await api(lea, "PATCH", `/channel-accounts/${channel.id}`, { signature: "none" });
  await composer.locator(".signature").waitFor({ state: "detached" });

  // THR-10: forwarding sends the conversation to somebody outside, who then answers us.
  await composer.getByRole("button", { name: "How to answer" }).click();
  await lea.getByRole("menuitemcheckbox", { name: /Forward/ }).or(lea.getByRole("menuitem", { name: /Forward/ })).or(lea.getByRole("menuitemradio", { name: /Forward/ })).first().click();
  await composer.getByRole("combobox", { name: "To" }).or(composer.getByRole("textbox", { name: "To" })).first().fill("workshop@customer.localhost");
  await lea.keyboard.press("Enter");
  await editor.click();
  await write("Can you answer this?");
  await shot(lea, "editor-forward");
  await composer.getByRole("button", { name: /^Send(?! without)/ }).first().click();
  const forwarded = await arrives("the forwarded mail", (mail) => mail.to.includes("workshop@customer.localhost"));
  assert.match(forwarded.subject, /^Fwd?: /i);

  // CRM-21: a letter from a record leaves by a team address and stands on the timeline.
  const person = (await api(lea, "GET", `/threads/${thread.id}`)).cards.contact.id;
  await lea.goto(`/contacts/${person}`);
  await lea.getByRole("group", { name: "Actions" }).getByRole("button", { name: "Email" }).click();
  const letter = lea.locator(".compose-window");
  await letter.getByRole("button", { name: /Camille Duval|camille@/ }).first().waitFor();
  await letter.getByLabel("Subject").fill("Your lamp is ready");
  await letter.locator("[role=textbox][contenteditable]").click();
  await write("It leaves tomorrow.");
  await letter.getByRole("button", { name: /^Send/ }).first().click();
  const left = await arrives("the letter from the record", (mail) => mail.subject === "Your lamp is ready");
  assert.ok(left.text.includes("It leaves tomorrow."));
  await lea.reload();
  await lea.locator(".timeline").getByRole("link", { name: "Your lamp is ready" }).first().waitFor();

  // SET-02: from the bottom left of the inbox to its settings, and on to each of its channels.
  await lea.goto(`/inbox/${inbox.id}/${openView}`);
  await lea.getByRole("link", { name: "Inbox settings" }).click();
  await lea.waitForURL(`**/settings/inboxes/${inbox.id}`);
  for (const account of boot.channel_accounts.filter((one) => one.inbox_id === inbox.id)) await lea.locator(`#main a[href$="/settings/channels/${account.id}"]`).first().waitFor();
  assert.deepEqual(errors, []);
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `editor-failed-${i}`).catch(() => {});
  throw error;
} finally {
  await browser.close();
}
