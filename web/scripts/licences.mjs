// Writes public/licences.json: what others made that ships in the binary or to the
// browser, with the texts of their licences, each text once.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;
const texts = [];
const parts = [];

const NAMES = /^(licen[cs]e|copying|unlicense|ofl)/i;

function licenceOf(dir) {
  const name = readdirSync(dir).sort().find((file) => NAMES.test(file));
  return name ? readFileSync(join(dir, name), "utf8").replace(/\r\n/g, "\n").trim() : "";
}

// The names of the SPDX list, told from words that only that licence has.
const KINDS = [
  ["Apache-2.0", /Apache License\s+Version 2\.0/],
  ["MPL-2.0", /Mozilla Public License.*2\.0/],
  ["OFL-1.1", /SIL OPEN FONT LICENSE/i],
  ["BSD-3-Clause", /Neither the name .* may be used/s],
  ["BSD-2-Clause", /Redistributions in binary form/],
  ["ISC", /Permission to use, copy, modify,? and(\/or)? distribute/],
  ["MIT", /Permission is hereby granted, free of charge/],
  ["CC0-1.0", /CC0 1\.0/],
  ["Unlicense", /released into the public domain/],
];

function add(name, version, text, said) {
  const licence = said ?? KINDS.find(([, words]) => words.test(text))?.[0];
  if (!licence) throw new Error(`${name} ${version}: which licence is this?\n${text.slice(0, 300)}`);
  let at = texts.indexOf(text);
  if (text !== "" && at < 0) at = texts.push(text) - 1;
  parts.push({ name, version, licence, text: at });
}

const go = (...args) => execFileSync("go", args, { cwd: root, encoding: "utf8" }).trim();
add("Go", go("env", "GOVERSION").replace(/^go/, ""), licenceOf(go("env", "GOROOT")));
const modules = go("list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/parley");
for (const line of [...new Set(modules.split("\n"))].filter(Boolean)) {
  const [name, version, dir] = line.split("\t");
  add(name, version, licenceOf(dir));
}
// The font of exported conversations: internal/paper/droid/README.md.
add("Droid Sans Fallback", "6.0.1r16", licenceOf(root), "Apache-2.0");

const lock = JSON.parse(readFileSync(join(root, "web/package-lock.json"), "utf8"));
for (const [path, { version, dev, optional, peer, license }] of Object.entries(lock.packages)) {
  const dir = join(root, "web", path);
  if (path === "" || dev || optional || (peer && !existsSync(dir)) || /\/@types\//.test(path)) continue;
  add(path.replace(/^.*node_modules\//, ""), version, licenceOf(dir), license);
}

const byName = (a, b) => (a.name < b.name ? -1 : 1);
writeFileSync(new URL("../public/licences.json", import.meta.url), JSON.stringify({ parts: parts.sort(byName), texts }, null, 1) + "\n");
