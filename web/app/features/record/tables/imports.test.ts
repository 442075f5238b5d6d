import { describe, expect, test } from "vitest";
import type { ImportPlan, ObjectType, RecordImport } from "../../../api/types.ts";
import { inOwnWords, remap } from "./imports.ts";

const plan: ImportPlan = { columns: [{ property: "", join: "" }, { property: "city", join: "" }], key: "", create: true, update: false, clear: false, days: "", decimal: ".", list_id: 0 };
const imp = {
  header: ["Adresse électronique", "Ville"],
  properties: [
    { name: "email", label: "Email", kind: "string", key: true, values: true },
    { name: "city", label: "City", kind: "string", key: false, values: true },
  ],
} as unknown as RecordImport;
const object = {
  name: "ticket",
  properties: [
    { name: "email", label: "Adresse électronique", options: [] },
    { name: "hs_ticket_priority", label: "Priorité", options: [{ value: "LOW", label: "Basse" }] },
  ],
  pipelines: [{ id: "0", label: "Support", stages: [{ id: "1", label: "Nouveau" }] }],
} as unknown as ObjectType;

describe("what columns mean", () => {
  test("a column named in the reader's language is known, and becomes the key", () => {
    const next = inOwnWords(plan, imp, object);
    expect(next.columns[0]).toEqual({ property: "email", join: "" });
    expect(next).toMatchObject({ key: "email", create: true, update: true });
  });

  test("options, pipelines and stages are what the reader calls them", () => {
    expect(inOwnWords(plan, imp, object).words).toEqual({ hs_ticket_priority: { LOW: "Basse" }, hs_pipeline: { 0: "Support" }, hs_pipeline_stage: { 1: "Nouveau" } });
  });

  test("a property stands in one column, and a key that no column holds is none", () => {
    const two = remap(inOwnWords(plan, imp, object), 1, "email", ["email"]);
    expect(two.columns.map(({ property }) => property)).toEqual(["", "email"]);
    expect(remap(two, 1, "join:company", ["email"])).toMatchObject({ key: "", create: true, update: false });
  });
});
