// PERF-09: from a key press to the next paint, in a list of which 10 000 rows are loaded. Prints a table; asserts nothing, for machines differ.
// `make paint` makes the data set of `parley bench`, serves it, and runs this.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { api, open, page as newPage, signIn, until } from "./browser.mjs";

const { PARLEY: binary, PARLEY_ARGS: args, PARLEY_URL: url, PARLEY_EMAIL: email, PARLEY_PASSWORD: password, ROWS = "10000", PRESSES = "40" } = process.env;
const wanted = Number(ROWS);
const presses = Number(PRESSES);
// Events faster than this are not reported by the browser: they count as this long. Durations come in steps of 8 ms.
const LEAST_MS = 16;

const server = spawn(binary, args.split(" "), { stdio: ["ignore", "ignore", "inherit"] });
const browser = await open();
try {
  await until("the server answers", () => fetch(url + "/api/setup").catch(() => null));
  const page = await newPage(browser, url, []);
  await page.addInitScript((least) => {
    globalThis.timings = [];
    new PerformanceObserver((list) => globalThis.timings.push(...list.getEntries().filter((e) => e.name === "keydown").map((e) => e.duration))).observe({ type: "event", durationThreshold: least, buffered: true });
  }, LEAST_MS);
  await signIn(page, email, password);

  const boot = await api(page, "GET", "/bootstrap");
  const view = boot.views.find((v) => v.kind === "closed");
  await page.goto("/", { waitUntil: "networkidle" });
  console.log("first screen, compressed:", await weights(page));

  await page.goto(`/inbox/${view.inbox_id}/${view.id}`);
  await page.locator(".rows .row").first().waitFor();
  const loaded = await until(`${wanted} rows`, () => grow(page), 300);
  console.log(`${loaded} rows in the list`);

  await page.locator(".list-scroll").evaluate((list) => list.scrollTo({ top: 0 }));
  await page.mouse.move(1400, 880);
  const figures = [
    ["j, k: the next and previous row", await measure(page, (n) => (n % 4 < 3 ? "j" : "k"))],
    ["x: tick a row", await measure(page, () => "x")],
    ["Enter, Escape: open a conversation, and leave it", await measure(page, (n) => (n % 2 ? "Escape" : "Enter"), 400)],
    ["e: reopen or close the open conversation", await openedThen(page, () => measure(page, () => "e", 400))],
  ];
  console.log(`\nkey press to next paint, ms (${LEAST_MS} stands for ${LEAST_MS} or less)\n\n| Key | Median | p95 | Worst | Presses |\n| --- | --- | --- | --- | --- |`);
  for (const [name, took] of figures) console.log(`| ${name} | ${at(took, 0.5)} | ${at(took, 0.95)} | ${took.at(-1)} | ${took.length} |`);
} finally {
  await browser.close();
  server.kill("SIGINT");
  await once(server, "exit");
}

/** Scrolls on; answers with the number of rows once there are enough, or all. */
async function grow(page) {
  const { rows, complete } = await page.locator(".list-scroll").evaluate((list) => {
    list.scrollTo({ top: list.scrollHeight });
    const items = [...list.querySelectorAll(".rows > li")];
    return { rows: Math.max(...items.map((li) => Number(li.ariaPosInSet ?? li.getAttribute("aria-posinset")))), complete: items.every((li) => li.getAttribute("aria-setsize") !== "-1") };
  });
  return rows >= wanted || complete ? rows : null;
}

/** The sorted durations of presses, each given time to settle. */
async function measure(page, key, settle = 120) {
  await page.evaluate(() => (globalThis.timings.length = 0));
  for (let n = 0; n < presses; n++) {
    await page.keyboard.press(key(n));
    await page.waitForTimeout(settle);
  }
  const seen = await page.evaluate(() => globalThis.timings);
  return [...Array(Math.max(0, presses - seen.length)).fill(LEAST_MS), ...seen].sort((a, b) => a - b);
}

async function openedThen(page, then) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator("article.item").first().waitFor();
  return then();
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Compressed bytes of what the page has loaded, by kind. */
function weights(page) {
  return page.evaluate(() => {
    const sums = {};
    for (const entry of performance.getEntriesByType("resource")) {
      const path = new URL(entry.name).pathname;
      const kind = path.startsWith("/api") ? "api" : (path.match(/\.(js|css|woff2)$/)?.[1] ?? "other");
      sums[kind] = (sums[kind] ?? 0) + entry.encodedBodySize;
    }
    return Object.entries(sums).map(([kind, bytes]) => `${kind} ${(bytes / 1024).toFixed(0)} kB`).join(", ");
  });
}
