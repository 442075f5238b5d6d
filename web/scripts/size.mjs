// Fails when what a browser loads exceeds its gzip budget: the first screen with its language (PERF-09), the widget's
// loader, and an opened chat with everything that it may fetch (PERF-10).
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1024;
const dist = new URL("../dist/", import.meta.url);
const assets = (folder, pattern) => readdirSync(new URL(`${folder}/assets/`, dist)).filter((name) => pattern.test(name)).map((name) => `${folder}/assets/${name}`);
const linked = (folder, page) => [...readFileSync(new URL(`${folder}/${page}`, dist), "utf8").matchAll(/(?:src|href)="\/?(?:chat\/)?([^"]+\.(?:js|css))"/g)].map((match) => `${folder}/${match[1]}`);

let over = false;
function hold(what, budget, files) {
  let total = 0;
  for (const file of files) {
    const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
    total += size;
    console.log(`${(size / KB).toFixed(2).padStart(8)} kB  ${file}`);
  }
  console.log(`${(total / KB).toFixed(2).padStart(8)} kB  ${what}, of ${budget / KB}`);
  over ||= total > budget;
}

hold("first screen", 200 * KB, [...linked("app", "index.html").filter((name) => name.endsWith(".js")), ...assets("app", /^fr-.*\.js$/)]);
hold("loader", 3 * KB, ["widget/loader.js"]);
hold("opened chat", 35 * KB, [...linked("widget", "frame.html"), ...assets("widget", /^(fr|EmojiPicker)-.*\.js$/)]);
if (over) process.exit(1);
