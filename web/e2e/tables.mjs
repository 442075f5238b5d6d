// Tables of records in and out: fifty thousand lines, some wrong, and a server killed in the middle. Run by cmd/parley/tables_story_test.go.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { api, axe, open, page as newPage, shot, signIn, telling, until } from "./browser.mjs";

const { PARLEY: binary, PARLEY_ARGS: args, PARLEY_URL: url } = process.env;
const { step, errors, faults } = telling();

async function serve() {
  const server = spawn(binary, JSON.parse(args), { stdio: ["ignore", "ignore", "inherit"] });
  await until("the server answers", () => fetch(url + "/api/setup").catch(() => null));
  return server;
}

// Each 500th address is none, and each 1,000th line after it is not UTF-8.
const ROWS = 50_000;
const WRONG = ROWS / 500;
function table() {
  const lines = ["E-mail;Prénom;Nom;Ville;Cycle de vie;Remarque interne"];
  for (let i = 1; i <= ROWS; i++) lines.push(`${i % 500 === 0 ? "no address" : `person${i}@gmail.com`};Zoë;Number ${i};Saint-Étienne;${i % 2 ? "Lead" : "customer"};x`);
  return Buffer.concat(lines.map((line, i) => Buffer.from(line + "\r\n", i > 0 && i % 1000 === 1 ? "latin1" : "utf8")));
}

let server = await serve();
const browser = await open();
try {
  const lea = await newPage(browser, url, errors);
  await signIn(lea, "lea@atlas.example", "parley-demo");
  const check = async (name) => faults.push(...(await axe(lea, `tables-${name}`)));
  const total = async () => (await api(lea, "POST", "/objects/contact/search", { limit: 1 })).total;
  const before = await total();

  step("a file that is none is refused, with words");
  await lea.goto("/contacts");
  await lea.getByRole("button", { name: "More about these records" }).click();
  await lea.getByRole("menuitem", { name: "Import", exact: true }).click();
  await lea.getByText("Nothing was imported yet").waitFor();
  await check("choose");
  await lea.getByLabel("CSV file").setInputFiles({ name: "people.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\x03\x04 and so on") });
  await lea.getByText(/This is a workbook/).waitFor();

  step("its columns are known by their French names");
  await lea.getByLabel("CSV file").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: table() });
  await lea.getByText(/50,000 rows, encoding UTF-8 and Windows-1252, columns parted by semicolons/).waitFor({ timeout: 30_000 });
  const means = (name) => lea.getByLabel(`What “${name}” means`);
  for (const [name, meaning] of [["E-mail", "email"], ["Prénom", "firstname"], ["Nom", "lastname"], ["Ville", "city"], ["Cycle de vie", "lifecyclestage"], ["Remarque interne", ""]]) assert.equal(await means(name).inputValue(), meaning, name);
  await lea.getByLabel("Records are found by").selectOption("email");
  await check("map");

  step("the check tells what will happen, and writes nothing");
  await lea.getByRole("button", { name: "Check" }).focus();
  await lea.keyboard.press("Enter");
  const heading = (name) => lea.getByRole("heading", { name });
  await heading("What will happen").waitFor({ timeout: 120_000 });
  const counts = () => lea.locator(".tables-counts dd").allTextContents();
  assert.deepEqual(await counts(), ["49,900", "0", "0", "100"]);
  await lea.getByText("100 rows will be left out").waitFor();
  assert.equal(await total(), before);
  await check("checked");

  step("the server is killed in the middle, and goes on where it was");
  await lea.getByRole("button", { name: "Import 49,900 rows" }).click();
  const id = lea.url().split("/").at(-1);
  const done = async () => (await api(lea, "GET", `/imports/${id}`).catch(() => ({ done: 0 }))).done;
  await until("some are in", async () => (await done()) > 8000, 60);
  await check("running");
  server.kill("SIGKILL");
  await once(server, "exit");
  server = await serve();
  await heading("What happened").waitFor({ timeout: 120_000 });
  assert.deepEqual(await counts(), ["49,900", "0", "0", "100"]);
  assert.equal(await total(), before + ROWS - WRONG);
  await check("done");

  step("the lines left out come back as a table");
  const [errorFile] = await Promise.all([lea.waitForEvent("download"), lea.getByRole("link", { name: "Download the rows left out" }).click()]);
  const left = readFileSync(await errorFile.path(), "utf8").trim().split("\n");
  assert.equal(left.length, WRONG + 1);
  assert.match(left[1], /^501,E-mail,no address,This is not an e-mail address.*Number 500;Saint-Étienne/);

  step("a filtered table goes out, to its asker alone (ATK-19)");
  await lea.goto("/contacts");
  await lea.getByRole("searchbox").first().fill("person12345");
  await lea.getByRole("status").getByText("1 record").waitFor();
  await lea.getByRole("button", { name: "More about these records" }).click();
  await lea.getByRole("menuitem", { name: "Export" }).click();
  const dialog = lea.getByRole("dialog");
  await dialog.getByLabel("Columns").selectOption("all");
  await check("export");
  await dialog.getByRole("button", { name: "Export" }).click();
  const [file] = await Promise.all([lea.waitForEvent("download"), dialog.getByRole("link", { name: "Download" }).click()]);
  const out = readFileSync(await file.path(), "utf8");
  assert.ok(out.startsWith("\uFEFFRecord ID,Email,"), "spreadsheet programs know the encoding by its mark");
  const rows = out.trim().split("\n");
  assert.equal(rows.length, 2);
  assert.match(rows[1], /person12345@gmail\.com.*Zoë.*Saint-Étienne/);
  const other = await newPage(browser, url, errors);
  await signIn(other, "ines@atlas.example", "parley-demo");
  const foreign = await other.evaluate(async (path) => (await fetch(path)).status, new URL(file.url()).pathname);
  assert.ok(foreign === 403 || foreign === 404, `somebody else got ${foreign}`);

  step("all that match are changed, beyond what is loaded; killed in the middle it goes on, and it is taken back (LIST-08, SAFE-09)");
  // Numbers that begin with 1, but for those that had no address.
  const MATCH = 11_111 - 22;
  const inBrest = async () => (await api(lea, "POST", "/objects/contact/search", { limit: 1, filter_groups: [{ filters: [{ propertyName: "city", operator: "EQ", value: "Brest" }] }] })).total;
  const brestBefore = await inBrest();
  await lea.goto("/contacts");
  await lea.getByRole("searchbox").first().fill("person1");
  await lea.getByRole("status").getByText("11,089 records").waitFor();
  await lea.getByRole("checkbox", { name: "Select all that are loaded" }).click();
  await lea.getByRole("button", { name: "Select all 11,089 that match" }).click();
  await lea.getByRole("region", { name: "11,089 selected" }).getByRole("button", { name: "Edit a property" }).click();
  await dialog.getByLabel("Property").selectOption("city");
  await dialog.getByLabel("Value").fill("Brest");
  await check("bulk-edit");
  await dialog.getByRole("button", { name: "Save" }).click();
  const work = (name) => lea.getByRole("region", { name });
  const change = work("Change of City");
  await until("some are changed", async () => (await inBrest().catch(() => 0)) > brestBefore + 1000, 60);
  await check("bulk-running");
  server.kill("SIGKILL");
  await once(server, "exit");
  server = await serve();
  await change.getByText("11,089 changed").waitFor({ timeout: 120_000 });
  assert.equal(await inBrest(), brestBefore + MATCH);
  await change.getByRole("button", { name: "Undo" }).click();
  await work("Taking back").getByText(/of 11,089 done/).waitFor();
  await check("bulk-undo");
  await work("Taking back").getByText("11,089 changed").waitFor({ timeout: 120_000 });
  assert.equal(await inBrest(), brestBefore);

  step("dark, in French, narrow");
  await api(lea, "PUT", "/preferences/theme", { value: "dark" });
  await api(lea, "PATCH", "/me", { language: "fr" });
  await lea.goto("/contacts");
  await lea.getByRole("region", { name: "Annulation" }).waitFor();
  await lea.getByRole("checkbox", { name: "Sélectionner tout ce qui est chargé" }).click();
  await lea.getByRole("button", { name: /^Sélectionner les .* qui correspondent$/ }).waitFor();
  await check("bulk-dark-fr");
  await lea.getByRole("button", { name: "Plus d’actions sur ces fiches" }).click();
  await lea.getByRole("menuitem", { name: "Exporter" }).click();
  await dialog.getByRole("button", { name: "Exporter" }).click();
  const [french] = await Promise.all([lea.waitForEvent("download"), dialog.getByRole("link", { name: "Télécharger" }).click()]);
  const inFrench = readFileSync(await french.path(), "utf8");
  assert.match(inFrench, /Étape du cycle de vie/);
  assert.match(inFrench, /,Client,/);
  assert.doesNotMatch(inFrench, /,Customer,/);
  await lea.keyboard.press("Escape");
  await lea.keyboard.press("Control+k");
  await lea.getByRole("dialog").getByRole("combobox").fill("Importer");
  await lea.keyboard.press("Enter");
  await lea.getByText(/Dernier\s: people\.csv/).waitFor({ timeout: 60_000 });
  await check("settings-imports-dark-fr");
  await lea.getByRole("link", { name: "Imports passés : Contacts" }).or(lea.getByRole("link", { name: "Imports passés: Contacts" })).click();
  await lea.getByRole("link", { name: "people.csv" }).waitFor();
  await check("past-dark-fr");
  await lea.getByLabel("Fichier CSV").setInputFiles({ name: "contacts.csv", mimeType: "text/csv", buffer: Buffer.from("E-mail,Entreprise,Date de naissance,Téléphone mobile\nann@gmail.com,Atlas,01/02/1990,06\n") });
  await lea.getByRole("heading", { name: "Colonnes" }).waitFor();
  await check("map-dark-fr");
  await lea.setViewportSize({ width: 420, height: 860 });
  await check("map-narrow");
  await lea.goto(`/contacts/import/${id}`);
  await lea.getByRole("heading", { name: "Ce qui s’est passé" }).waitFor();
  await check("done-narrow");

  assert.deepEqual(faults, [], "axe finds nothing");
  assert.deepEqual(errors, [], "uncaught errors in the page");
  step("done");
} catch (error) {
  for (const [i, p] of browser.contexts().flatMap((c) => c.pages()).entries()) await shot(p, `tables-failed-${i}`).catch(() => {});
  console.log(faults);
  throw error;
} finally {
  await browser.close();
  server.kill("SIGINT");
}
