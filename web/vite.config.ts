import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { catalogues } from "./scripts/catalogues.ts";
import { fakeServer } from "./scripts/fake.ts";
import { unnamed } from "./scripts/unnamed.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// PARLEY_FAKE=1 answers /api from app/testing/fake.ts; otherwise /api goes to a
// server on this machine (PARLEY_URL names another).
const fake = process.env["PARLEY_FAKE"] === "1";

export default defineConfig({
  plugins: [react(), catalogues(), unnamed(), ...(fake ? [fakeServer()] : [])],
  resolve: { alias: { "@kit": here("./kit"), "@app": here("./app") } },
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // What every page needs anyway comes in one piece: many small ones compress worse.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "ground", test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(react-router|router-core|history|store|react-store|query-core|react-query))\// }] } },
    },
  },
  server: fake
    ? {}
    : { proxy: { "/api": { target: process.env["PARLEY_URL"] ?? "http://127.0.0.1:8080", ws: true } } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "app", environment: "happy-dom", include: ["app/**/*.test.{ts,tsx}", "kit/**/*.test.{ts,tsx}"], setupFiles: ["app/testing/setup.ts"], css: false },
      },
      "widget/vite.config.ts",
    ],
  },
});
