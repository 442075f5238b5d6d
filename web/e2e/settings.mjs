// Every page of the settings: nothing that axe finds, in light and dark and French; then each kind of page really keeps what it is told.
// Run by cmd/parley/story_test.go, which starts the server.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { api, open, page as newPage, shot, signIn, until } from "./browser.mjs";

const { PARLEY_URL: url } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const errors = [];
const browser = await open();

try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const boot = await api(lea, "GET", "/bootstrap");
  const inbox = boot.inboxes.find((one) => one.address);
  const channel = boot.channel_accounts.find((one) => one.fallback);

  const main = lea.locator("#main");
  const goTo = async (path) => {
    await lea.goto(`/settings/${path}`);
    await main.locator("h1").waitFor();
    await lea.waitForFunction(() => !document.querySelector("#main [aria-busy]"));
  };
  await goTo("profile");
  const listed = await lea.locator(".settings-nav ul a").evaluateAll((links) => links.map((link) => link.getAttribute("href").replace("/settings/", "")));
  assert.ok(listed.length >= 23, `only ${listed.length} pages are offered`);
  const pages = [...listed, `inboxes/${inbox.id}`, `inboxes/${inbox.id}/access`, `inboxes/${inbox.id}/views`, `inboxes/${inbox.id}/advanced`, `inboxes/${inbox.id}/capacity`, `channels/${channel.id}`, `channels/${channel.id}/automation`, "channels/new"];

  const clean = async (path) => {
    await goTo(path);
    await lea.evaluate(axe);
    const { violations } = await lea.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], path);
    const untold = await main.evaluate((node) => node.innerText.match(/\b[a-z_]+\.[a-z_]+\b/g) ?? []);
    const scopes = ["settings.users", "teams.read"]; // parts of what the apps page shows on purpose
    assert.deepEqual(untold.filter((text) => !scopes.includes(text) && /^(settings|inboxes|channels?|capacity|whatif|users|teams|permission|routing|spam|record|audit|work|oidc|notify|hours|hooks)\./.test(text)), [], `${path} shows the name of a text`);
  };
  for (const path of pages) await clean(path);
  await api(lea, "PUT", "/preferences/theme", { value: "dark" });
  for (const path of pages) await clean(path);
  await shot(lea, "settings-dark");

  // SET-12, SET-13: the profile, and a language that holds at once.
  await goTo("profile");
  await main.getByLabel("Meeting link").fill("https://meet.atlas.example/lea");
  await main.getByLabel("Language").selectOption("fr");
  await main.getByRole("button", { name: "Save" }).first().click();
  await lea.getByRole("heading", { name: "Profil", exact: true }).waitFor();
  for (const path of pages) await clean(path);
  await shot(lea, "settings-french");
  await api(lea, "PATCH", "/me", { language: "en" });
  await api(lea, "PUT", "/preferences/theme", { value: "light" });

  // SET-06: access to an inbox.
  await goTo(`inboxes/${inbox.id}/access`);
  await main.getByLabel("Who has access").selectOption("specific");
  await main.getByRole("checkbox", { name: boot.user.name }).click();
  await main.getByRole("region", { name: "Access" }).getByRole("button", { name: "Save" }).click();
  await until("access is kept", async () => (await api(lea, "GET", `/inboxes/${inbox.id}`)).access === "specific");
  await api(lea, "PATCH", `/inboxes/${inbox.id}`, { access: "everyone" });

  // EMAIL-08: a server that cannot be reached is told in its own words, before anything is kept.
  await goTo("channels/new");
  await main.getByLabel("E-mail address").fill("team@nowhere.invalid");
  assert.equal(await main.getByLabel("Server", { exact: true }).first().inputValue(), "imap.nowhere.invalid");
  await main.getByRole("textbox", { name: "Password" }).fill("secret");
  await main.getByRole("button", { name: "Test the connection" }).click();
  await main.getByText("Receiving does not work:").waitFor();

  // SPAM-06: a list entry comes and goes.
  await goTo("spam");
  const deny = main.getByRole("region", { name: "Deny list" });
  await deny.getByLabel("Address or domain").fill("@Bulk.Example");
  await deny.getByRole("button", { name: "Add" }).click();
  await deny.getByText("bulk.example", { exact: true }).waitFor();
  await deny.getByRole("button", { name: "Delete: bulk.example" }).click();
  await deny.getByText("No entry").waitFor();

  // SET-17: a snippet is written, with its folder.
  await goTo("snippets");
  await main.getByRole("button", { name: "New snippet" }).click();
  const dialog = lea.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Refund");
  await dialog.getByLabel("Folder").fill("Billing");
  await dialog.getByRole("textbox", { name: "Text" }).click();
  await lea.keyboard.type("We send it back today.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await main.getByRole("region", { name: "Billing" }).getByText("Refund").waitFor();

  // HOOK-01, HOOK-02, HOOK-10: an app is made, its token shown once; what it is told of is chosen, and what became of it is seen.
  await goTo("apps");
  await main.getByRole("button", { name: "New app" }).click();
  await dialog.getByLabel("Name").fill("Bridge");
  await dialog.getByRole("checkbox", { name: "Read conversations" }).click();
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.getByRole("button", { name: "Copy Access token" }).waitFor();
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await lea.waitForURL(/settings\/apps\/\d+$/);
  const app = new URL(lea.url()).pathname.replace("/settings/", "");
  await lea.getByRole("link", { name: "Webhooks" }).click();
  await main.getByLabel("Address").fill("https://127.0.0.1:9/events");
  await main.getByRole("button", { name: "Save" }).click();
  await main.getByRole("button", { name: "Stop sending" }).waitFor();
  await main.getByRole("button", { name: "Add subscription" }).click();
  await dialog.getByLabel("Event").selectOption("propertyChange");
  await dialog.getByLabel("Property").fill("status");
  await dialog.getByRole("button", { name: "Add" }).click();
  await main.getByText("Conversations: Property changed (status)").waitFor();
  const [found] = (await api(lea, "GET", `/search?inbox_id=${inbox.id}&q=order`)).threads;
  await api(lea, "POST", "/threads/actions", { action: found.status === "open" ? "close" : "reopen", thread_ids: [found.id] });
  await lea.getByRole("link", { name: "Deliveries" }).click();
  await main.getByText("The address leads into a private network").waitFor();
  await main.getByRole("button", { name: /^Send again/ }).click();
  await until("it is called once more", async () => (await api(lea, "GET", `/${app}/deliveries`)).deliveries[0].attempt === 2);
  for (const tab of ["", "/webhooks", "/deliveries"]) await clean(app + tab);

  // SET-11: the picture for the authenticator is drawn.
  await goTo("security");
  await main.getByRole("button", { name: "Set up" }).click();
  const picture = main.getByAltText("QR code for the authenticator app");
  await until("the QR code is there", () => picture.evaluate((image) => image.complete && image.naturalWidth > 0));

  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
