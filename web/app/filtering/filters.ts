import { queryOptions } from "@tanstack/react-query";
import { keys } from "../api/cache.ts";
import { answer, api } from "../api/client.ts";
import type { Filter, FilterField, FilterGroup, FilterTest } from "../api/types.ts";

/** The two levels that the editor shows: groups joined one way, the tests in each joined the other. */
export interface Groups {
  op: "and" | "or";
  groups: FilterTest[][];
}

// README section 3.4: the widest of the limits found.
export const MAX_GROUPS = 6;
export const MAX_TESTS = 10;

export const fieldsQuery = queryOptions({
  queryKey: keys.fields,
  queryFn: async () => (await answer(api.GET("/views/fields"))).fields,
  staleTime: 30_000, // lists, tags and people come and go
});

const isGroup = (filter: Filter): filter is FilterGroup => "children" in filter;

/** The editor's two levels of a stored tree. */
export function asGroups(filter: Filter): Groups {
  if (!isGroup(filter)) return { op: "or", groups: [[filter]] };
  if (filter.children.every((child) => !isGroup(child))) {
    const tests = filter.children as FilterTest[];
    return filter.op === "and" ? { op: "or", groups: [tests] } : { op: "or", groups: tests.map((test) => [test]) };
  }
  return { op: filter.op, groups: filter.children.map((child) => (isGroup(child) ? child.children.filter((test): test is FilterTest => !isGroup(test)) : [child])) };
}

/** The tree that is stored. */
export function toFilter({ op, groups }: Groups): Filter {
  const inner = op === "or" ? "and" : "or";
  return { op, children: groups.filter((tests) => tests.length > 0).map((tests) => ({ op: inner, children: tests })) };
}

export function emptyTest(fields: readonly FilterField[], name?: string): FilterTest {
  const field = fields.find((candidate) => candidate.name === name) ?? fields[0];
  return { field: field?.name ?? "", operator: (field?.operators[0] as FilterTest["operator"] | undefined) ?? "is", value: field?.values[0]?.value ?? "" };
}

/** Whether an operator asks for no value, for several, or for one. */
export function valuesOf(operator: FilterTest["operator"]): "none" | "one" | "many" {
  if (operator === "known" || operator === "unknown") return "none";
  return operator === "any_of" || operator === "none_of" ? "many" : "one";
}
