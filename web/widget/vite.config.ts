import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The loader's style sheet is kept by browsers for as long as its name, which the loader carries, stays.
const sheet = readFileSync(here("loader/loader.css"), "utf8").replace(/\/\*.*?\*\/|\n/g, "");
const sheetPath = `assets/loader-${createHash("sha256").update(sheet).digest("hex").slice(0, 8)}.css`;

// Two builds into one folder: first the frame with its pages, then (--mode loader) the one script of the host page.
export default defineConfig(({ mode }) => ({
  root: here("."),
  base: "/chat/",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: { "@kit": here("../kit") } },
  define: { __LOADER_CSS__: JSON.stringify("/chat/" + sheetPath) },
  plugins: [{ name: "parley-loader-style", apply: "build", generateBundle: function () { if (mode === "loader") this.emitFile({ type: "asset", fileName: sheetPath, source: sheet }); } }],
  build: {
    outDir: here("../dist/widget"),
    emptyOutDir: mode !== "loader",
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    ...(mode === "loader"
      ? { lib: { entry: here("loader/main.ts"), formats: ["iife" as const], name: "parley", fileName: () => "loader.js" } }
      : { rolldownOptions: { input: { frame: here("frame.html"), preview: here("preview.html") } } }),
  },
  test: {
    name: "widget",
    environment: "happy-dom",
    environmentOptions: { happyDOM: { settings: { navigation: { disableChildFrameNavigation: true }, disableCSSFileLoading: true, handleDisabledFileLoadingAsSuccess: true } } },
    include: ["**/*.test.{ts,tsx}"],
    css: false,
  },
}));
