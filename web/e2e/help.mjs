// The knowledge base: written in the settings, read on the public pages without a script, found in the chat. axe finds nothing on
// any of them, in light, dark, narrow and French. Run by cmd/parley/help_story_test.go, which starts the server.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { api, open, page as newPage, shot, signIn } from "./browser.mjs";

const { PARLEY_URL: url } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const errors = [];
const browser = await open();

async function clean(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], where);
}

try {
  // CHAT-27: a category and an article by hand, in two languages, with a picture; a draft first.
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  await lea.goto("/settings/knowledge");
  const main = lea.locator("#main");
  await main.getByRole("button", { name: "New category" }).click();
  const dialog = lea.getByRole("dialog");
  await dialog.getByLabel("Name (English)").fill("Deliveries");
  await dialog.getByLabel("Name (French)").fill("Livraisons");
  await dialog.getByLabel("Description (English)").fill("Where your order is, and when it comes");
  await dialog.getByRole("button", { name: "Save" }).click();
  await main.getByRole("heading", { name: "Deliveries" }).waitFor();
  await main.getByRole("button", { name: "New article: Deliveries" }).click();
  const side = (name) => main.getByRole("region", { name, exact: true });
  await side("English").getByLabel("Title").fill("Where is my parcel?");
  await side("English").getByRole("textbox", { name: "Text (English)" }).click();
  await lea.keyboard.type("Every parcel has a number.\n## Follow it\nOpen the tracking page.");
  await side("English").getByRole("button", { name: "Save" }).click();
  await lea.waitForURL(/knowledge\/\d+$/);
  const id = lea.url().match(/\d+$/)[0];
  await lea.getByText("Draft: only your team sees it.").waitFor();
  assert.equal((await fetch(`${url}/help/en/articles/${id}`)).status, 404, "a draft is public");
  const [preview] = await Promise.all([lea.context().waitForEvent("page"), side("English").getByRole("button", { name: "Preview" }).click()]);
  await preview.getByText("Preview: nobody else sees this page.").waitFor();
  await preview.close();
  const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
  await side("English").locator("input[type=file]").setInputFiles({ name: "parcel.png", mimeType: "image/png", buffer: picture });
  await side("English").locator(".tiptap img[src^='/help/files/']").waitFor();
  await side("English").getByRole("switch").click();
  await side("English").getByRole("button", { name: "Save" }).click();
  await lea.getByText("Published: everybody can read it.").waitFor();
  await side("French").getByLabel("Title").fill("Où est mon colis ?");
  await side("French").getByRole("textbox", { name: "Text (French)" }).click();
  await lea.keyboard.type("Chaque colis a un numéro de suivi.");
  await side("French").getByRole("switch").click();
  await side("French").getByRole("button", { name: "Save" }).click();
  await lea.getByRole("link", { name: "Open the page" }).nth(1).waitFor();
  await clean(lea, "the editor");
  await shot(lea, "help-editor");

  // Two people write at the same article: the second is told, reads both, and decides. What nobody edits here shows anew by itself.
  const theirs = async (title) => {
    const was = (await api(lea, "GET", `/articles/${id}`)).versions.find((one) => one.language === "en");
    return api(lea, "PUT", `/articles/${id}/versions/en`, { title, html: was.html, published: true, revision: was.revision });
  };
  await theirs("Where is my package?");
  await lea.waitForFunction(() => document.querySelector("#main input[lang=en]").value === "Where is my package?");
  await side("English").getByLabel("Title").fill("Where is my own parcel?");
  await theirs("Where is the package?");
  await side("English").getByText("has saved this article since you began").waitFor();
  assert.ok(await side("English").getByRole("button", { name: "Save", exact: true }).isDisabled());
  await side("English").getByText("Read the other text").click();
  await clean(lea, "two authors");
  await shot(lea, "help-two-authors");
  await side("English").getByRole("button", { name: "Keep mine" }).click();
  await side("English").getByRole("button", { name: "Save", exact: true }).click();
  await side("English").getByRole("button", { name: "Preview" }).and(lea.locator(":enabled")).waitFor();
  assert.equal((await api(lea, "GET", `/articles/${id}`)).versions.find((one) => one.language === "en").title, "Where is my own parcel?");
  await side("English").getByLabel("Title").fill("Thrown away");
  await theirs("Where is my parcel?");
  await side("English").getByRole("button", { name: "Take the other text" }).click();
  await lea.waitForFunction(() => document.querySelector("#main input[lang=en]").value === "Where is my parcel?");

  const category = (await api(lea, "GET", "/article-categories")).categories.find(({ names }) => names.en === "Deliveries").id;
  const payment = await api(lea, "POST", "/article-categories", { names: { en: "Payment", fr: "Paiement" }, descriptions: { en: "Cards, invoices and refunds" } });
  const article = (in_, title, description, html) => api(lea, "POST", "/articles", { category_id: in_, language: "en", title, description, html, published: true });
  await article(category, "How long does a delivery take?", "Two to five working days, depending on where you live", "<p>Two to five days.</p>");
  await article(payment.id, "Which cards do you take?", "", "<p>All of them, and <strong>bank transfers</strong>.</p><ol><li>Choose</li><li>Pay</li></ol><blockquote><p>Thank you!</p></blockquote><pre><code>IBAN FR76 …</code></pre>");
  await article(payment.id, "Can I have a refund?", "Within 30 days", "<h2>Yes</h2><p>Within 30 days. See <a href='https://example.org/terms'>the terms</a>.</p>");
  await lea.goto("/settings/knowledge");
  await main.getByRole("heading", { name: "Payment" }).waitFor();
  await clean(lea, "the list");
  await shot(lea, "help-list");

  // CHAT-28: read, searched and judged without a script.
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: url, locale: "en-GB", viewport: { width: 1200, height: 850 } });
  const reader = await plain.newPage();
  await reader.goto("/help");
  await reader.getByRole("searchbox").fill("TRACK");
  await reader.getByRole("button", { name: "Search" }).click();
  await reader.getByRole("link", { name: /Where is my parcel/ }).click();
  await reader.getByRole("heading", { level: 2, name: "Follow it" }).waitFor();
  await reader.getByRole("button", { name: "Yes" }).click();
  await reader.getByRole("heading", { name: "Thank you" }).waitFor();
  await reader.goBack();
  await reader.getByRole("link", { name: "Français" }).click();
  await reader.getByRole("heading", { level: 1, name: "Où est mon colis ?" }).waitFor();
  const path = new URL(reader.url()).pathname;
  assert.equal((await api(lea, "GET", `/articles/${id}`)).versions.find((one) => one.language === "en").helpful_count, 1);

  const pages = { home: "/help/en/", category: `/help/en/categories/${payment.id}`, article: `/help/en/articles/${id}`, french: path, found: "/help/en/search?q=parcel", none: "/help/en/search?q=xyzzy", missing: "/help/en/nowhere", thanks: "/help/en/thanks" };
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1200, 360]) {
      const context = await browser.newContext({ bypassCSP: true, colorScheme, baseURL: url, viewport: { width, height: 850 } });
      const visitor = await context.newPage();
      for (const [name, address] of Object.entries(pages)) {
        await visitor.goto(address);
        await clean(visitor, `${name} ${colorScheme} ${width}`);
        assert.equal(await visitor.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name} is wider than ${width}`);
        await shot(visitor, `help-${name}-${colorScheme}-${width}`);
      }
      await visitor.goto(pages.article);
      await visitor.emulateMedia({ media: "print" });
      if (colorScheme === "dark" && width === 1200) await shot(visitor, "help-print");
      await context.close();
    }
  }
  // The policy alone lets nothing run.
  const strict = await newPage(browser, url, errors);
  await strict.goto(pages.article);
  assert.equal(await strict.locator("img").evaluate((image) => image.naturalWidth), 1, "the picture does not show");

  // CHAT-18: the chat opens on a search; an article opens inside; the team is a button away.
  const { chatflows, portal_id } = await api(lea, "GET", "/chatflows");
  for (const { id: flow, build } of chatflows) await api(lea, "PATCH", `/chatflows/${flow}`, { build: { ...build, knowledge: true }, language: "en", active: true });
  const shop = await newPage(browser, url, errors);
  await shop.route("**/shop.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script async src="/${portal_id}.js"></script></html>` }));
  await shop.goto("/shop.html");
  const chat = shop.frameLocator("iframe");
  await chat.getByRole("button", { name: /Open the chat/ }).click();
  await chat.getByRole("searchbox", { name: "Search the help articles" }).fill("parc");
  await chat.getByRole("button", { name: /Where is my parcel/ }).click();
  await chat.getByRole("heading", { name: "Follow it" }).waitFor();
  await shot(shop, "help-widget-article");
  await chat.getByRole("button", { name: "Articles" }).click();
  await chat.getByRole("searchbox").waitFor();
  await shot(shop, "help-widget");
  await chat.getByRole("button", { name: "Chat with us" }).click();
  await chat.getByPlaceholder("Write a message…").waitFor();
  await chat.getByRole("button", { name: "Search the help articles" }).click();
  await chat.getByRole("searchbox").waitFor();

  assert.deepEqual(errors, []);
  console.log("  the knowledge base is written, read and found");
} finally {
  await browser.close();
}
