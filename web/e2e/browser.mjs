// The few hands that a browser story needs: a browser, mails in and out, and the patience to wait for what must come.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const shots = new URL("../../tmp/e2e/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

export async function open() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return browser;
}

/** How a story is told: each step with its time; and what was found wrong on the way. */
export function telling() {
  const started = Date.now();
  return { step: (text) => console.log(`  ${((Date.now() - started) / 1000).toFixed(1)} s  ${text}`), errors: [], faults: [] };
}

/** A page whose uncaught errors fail the story. */
export async function page(browser, url, errors) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url, acceptDownloads: true });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && !/^Failed to load resource/.test(message.text()) && console.log("  page:", message.text()));
  page.setDefaultTimeout(15_000);
  return page;
}

export async function signIn(page, email, password) {
  await page.goto("/signin");
  await page.getByLabel(/e-?mail/i).first().fill(email);
  await page.getByLabel(/password/i).first().fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /unassigned|non attribué/i }).first().waitFor();
}

/** Asks the server as the page would. */
export async function api(page, method, path, body) {
  return page.evaluate(
    async ([method, path, body]) => {
      const session = await (await fetch("/api/session")).json();
      const answer = await fetch("/api" + path, {
        method,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": session.csrf_token },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },
    [method, path, body],
  );
}

/** Sends a mail with swaks. */
export function swaks(server, mail) {
  const args = ["--server", server, "--from", mail.from, "--to", mail.to, "--header", `From: ${mail.name} <${mail.from}>`, "--header", `Subject: ${mail.subject}`, "--body", mail.text, "--header", `Message-Id: <${mail.id}>`];
  if (mail.references) args.push("--add-header", `References: ${mail.references.map((id) => `<${id}>`).join(" ")}`, "--add-header", `In-Reply-To: <${mail.references.at(-1)}>`);
  execFileSync("swaks", args, { stdio: "pipe" });
}

/** The mails of a user's maildir, raw, oldest first. */
export function mailbox(user) {
  const dir = join(process.env.MAIL_DIR, user, "new");
  try {
    return readdirSync(dir).sort().map((name) => readFileSync(join(dir, name), "utf8"));
  } catch {
    return [];
  }
}

/** One header of a raw mail, unfolded. */
export function header(mail, name) {
  const head = mail.split(/\r?\n\r?\n/, 1)[0].replace(/\r?\n[ \t]+/g, " ");
  return head.split(/\r?\n/).find((line) => line.toLowerCase().startsWith(name.toLowerCase() + ":"))?.slice(name.length + 1).trim() ?? "";
}

export async function until(what, ready, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const value = await ready();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for: ${what}`);
}

export function shot(page, name) {
  return page.screenshot({ path: join(shots, name + ".png") });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds on the page, a line each; keeps a picture of it. */
export async function axe(page, name) {
  await shot(page, name);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], iframes: false }));
  return violations.flatMap((v) => v.nodes.map((n) => `${name}: ${v.id}: ${n.html.slice(0, 200)}: ${n.any[0]?.message ?? v.help}`));
}

/** The same of a frame within a page, whatever origin it is of. */
export async function axeIn(page, frame, name) {
  await shot(page, name);
  await frame.evaluate(axeSource);
  const { violations } = await frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap((v) => v.nodes.map((n) => `${name}: ${v.id}: ${n.html.slice(0, 200)}: ${n.any[0]?.message ?? v.help}`));
}
