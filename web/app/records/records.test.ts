import { describe, expect, test } from "vitest";
import type { ObjectType, PropertyDef, User } from "../api/types.ts";
import { asked, complete, operatorsOf, withCondition } from "./conditions.ts";
import { shownProperties, stagesOf, usualAbout } from "./objects.ts";
import { choicesOf, ownerOf, plain, readable, userOfOwner, writing } from "./values.ts";

const def = (part: Partial<PropertyDef>): PropertyDef => ({
  name: "size", label: "Size", description: "", group: "g", kind: "string", field: "text", options: [], multiple: false, unique: false, hidden: false, read_only: false, external: false, formula: "", builtin: false, archived: false, ...part,
});
const stage = (id: string, closed = false) => ({ id, label: id.toUpperCase(), closed, probability: "" });
const ticket: ObjectType = {
  id: "0-5", name: "ticket", singular: "Ticket", plural: "Tickets", description: "", activity: false, custom: false, primary: "subject", secondary: [], required: [], searchable: [], associated: [], groups: [], rights: { view: "all", edit: "all", delete: "all" },
  properties: [def({ name: "hs_pipeline", kind: "enumeration", external: true }), def({ name: "hs_pipeline_stage", kind: "enumeration", external: true }), def({ name: "old", archived: true })],
  pipelines: [
    { id: "0", label: "Support", on_agent_email: "", on_contact_reply: "", stages: [stage("1"), stage("4", true)] },
    { id: "9", label: "Repairs", on_agent_email: "", on_contact_reply: "", stages: [stage("in"), stage("out", true)] },
  ],
};
const users = [{ id: "7", name: "Léa Moreau" }] as User[];
const context = { object: ticket, users, values: { hs_pipeline: "9" } };

describe("CRM-07: values as they are kept, and as they are read", () => {
  test("an owner has another number than the user", () => {
    expect(ownerOf("7")).toBe("500000000007");
    expect(userOfOwner("500000000007")).toBe("7");
    expect(readable(def({ name: "hubspot_owner_id", kind: "enumeration", external: true }), "500000000007", context)).toBe("Léa Moreau");
  });
  test("stages are those of the record's pipeline", () => {
    expect(choicesOf(def({ name: "hs_pipeline_stage", kind: "enumeration", external: true }), context)?.map(({ value }) => value)).toEqual(["in", "out"]);
    expect(stagesOf(ticket, {}).map(({ id }) => id)).toEqual(["1", "4"]);
  });
  test("who changes the pipeline begins at its first stage", () => {
    expect(writing(ticket, "hs_pipeline", "9")).toEqual({ hs_pipeline: "9", hs_pipeline_stage: "in" });
    expect(writing(ticket, "subject", "Late")).toEqual({ subject: "Late" });
  });
  test("several options are read one by one; one that is hidden stays where it is set", () => {
    const options = ["red", "blue"].map((value, displayOrder) => ({ value, label: value.toUpperCase(), displayOrder, hidden: value === "blue" }));
    const colours = def({ kind: "enumeration", multiple: true, options });
    expect(readable(colours, "red;gone", context)).toBe("RED, gone");
    expect(choicesOf(colours, context)?.map(({ value }) => value)).toEqual(["red"]);
    expect(choicesOf(colours, { ...context, values: { size: "blue" } })?.map(({ value }) => value)).toEqual(["red", "blue"]);
  });
  test("numbers that name a thing keep their digits", () => {
    expect(readable(def({ kind: "number" }), "12500.5", context)).toBe("12,500.5");
    expect(readable(def({ name: "hs_object_id", kind: "number" }), "12500", context)).toBe("12500");
  });
  test("HTML that programs wrote is read as text", () => expect(plain("<p>One &amp; two</p><p>three</p>")).toBe("One & two\nthree"));
});

describe("what is shown of a kind", () => {
  test("nothing archived, and no stage where there is no pipeline", () => {
    expect(shownProperties(ticket).map(({ name }) => name)).toEqual(["hs_pipeline", "hs_pipeline_stage"]);
    expect(shownProperties({ ...ticket, pipelines: [] })).toEqual([]);
  });
  test("an object of one's own shows what names it first, each property once", () => {
    const boat = { ...ticket, name: "boat", custom: true, primary: "number", secondary: ["plan"], required: ["number"], properties: [def({ name: "number" }), def({ name: "plan" }), def({ name: "since" })] };
    expect(usualAbout(boat)).toEqual(["number", "plan", "since"]);
  });
});

describe("conditions on records", () => {
  test("each kind of value has its operators", () => {
    expect(operatorsOf(def({ kind: "date" }))).toContain("GT");
    expect(operatorsOf(def({ kind: "enumeration" }))[0]).toBe("IN");
    expect(operatorsOf(def({}))[0]).toBe("CONTAINS_TOKEN");
  });
  test("one that is still being written is not asked", () => {
    expect(complete({ propertyName: "size", operator: "BETWEEN", value: "1" })).toBe(false);
    expect(complete({ propertyName: "size", operator: "HAS_PROPERTY" })).toBe(true);
    expect(asked([{ filters: [{ propertyName: "size", operator: "EQ", value: "" }] }, { filters: [{ propertyName: "size", operator: "IN", values: ["a"] }] }])).toHaveLength(1);
  });
  test("a shortcut holds beside every group", () => {
    const mine = { propertyName: "hubspot_owner_id", operator: "EQ", value: "1" };
    expect(withCondition([], mine)).toEqual([{ filters: [mine] }]);
    expect(withCondition([{ filters: [] }, { filters: [] }], mine)).toEqual([{ filters: [mine] }, { filters: [mine] }]);
  });
});
