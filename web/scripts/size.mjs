// Fails when the JavaScript that the first screen loads, the language included, exceeds its gzip budget (PERF-09).
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 200 * 1024;
const dist = new URL("../dist/app/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
const linked = [...html.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map((match) => match[1]);
const language = readdirSync(new URL("assets/", dist)).filter((name) => /^fr-.*\.js$/.test(name)).map((name) => `assets/${name}`);
let total = 0;
for (const file of [...linked, ...language]) {
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} kB  first screen, of ${BUDGET / 1024}`);
if (total > BUDGET) process.exit(1);
