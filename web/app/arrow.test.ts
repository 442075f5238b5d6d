import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const web = resolve(import.meta.dirname, "..");

function sources(folder: string): string[] {
  return readdirSync(join(web, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function imports(file: string): string[] {
  const text = readFileSync(join(web, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].flatMap((match) => {
    const target = match[1] ?? "";
    if (target.startsWith("@kit/")) return [target.slice(1)];
    if (target.startsWith("@app/")) return [target.slice(1)];
    return target.startsWith(".") ? [relative(web, resolve(web, dirname(file), target))] : [];
  });
}

// Kit is below everything, features are above the shared parts, pages are on top.
const layerOf = (file: string) => (file.startsWith("kit/") ? 0 : file.startsWith("app/features/") ? 2 : /^app\/(routes|main)/.test(file) ? 3 : 1);
const featureOf = (file: string) => /^app\/features\/([^/]+)/.exec(file)?.[1];

const all = [...sources("kit"), ...sources("app")].filter((file) => !file.includes(".test."));

test("imports go down: kit, shared parts, features, pages", () => {
  const wrong = all.flatMap((file) => imports(file).flatMap((target) => (layerOf(target) > layerOf(file) ? [`${file} imports ${target}`] : [])));
  expect(wrong).toEqual([]);
});

test("features do not import each other", () => {
  const wrong = all.flatMap((file) =>
    imports(file).flatMap((target) => {
      const from = featureOf(file);
      const to = featureOf(target);
      return from && to && from !== to ? [`${file} imports ${target}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test("nothing of the product imports the tests' helpers", () => {
  const wrong = all.filter((file) => !file.startsWith("app/testing/")).flatMap((file) => imports(file).filter((target) => target.startsWith("app/testing/")));
  expect(wrong).toEqual([]);
});

test("the widget shares tokens with the app and nothing else; loader and frame share their protocol alone", () => {
  const wrong = sources("widget").flatMap((file) =>
    imports(file)
      .filter((target) => (!target.startsWith("widget/") && target.includes("/") && target !== "kit/tokens.css") || (file.includes("/frame/") && target.includes("/loader/")) || (file.includes("/loader/") && target.includes("/frame/")))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("no file is longer than 400 lines", () => {
  const long = [...all, ...sources("widget")].filter((file) => !/schema\.d\.ts$/.test(file) && readFileSync(join(web, file), "utf8").split("\n").length > 400);
  expect(long).toEqual([]);
});
