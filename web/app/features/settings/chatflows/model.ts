import type { components } from "../../../api/schema.d.ts";

type S = components["schemas"];
export type Chatflow = S["Chatflow"];
export type PageRule = Chatflow["target"]["show"][number];
export type Condition = NonNullable<NonNullable<Chatflow["target"]["visitor"]["any"]>[number]["all"]>[number];
export type Onset = Chatflow["display"]["desktop"];

export const PAGE_KINDS = ["all", "is", "contains", "begins", "wildcard", "param_is", "param_contains"] as const satisfies readonly PageRule["kind"][];
export const FIELDS = ["known", "returning", "device", "language", "country", "referrer", "views", "seconds_on_page", "property", "list"] as const satisfies readonly Condition["field"][];
export const BEHAVIOURS = ["launcher", "bubble", "open"] as const satisfies readonly Onset["behaviour"][];

const TEXT = ["is", "is_not", "contains", "not_contains"] as const;
const NUMBER = ["at_least", "at_most", "is"] as const;
const CHOICE = ["is", "is_not"] as const;

/** How a field can be compared. */
export function operatorsOf(field: Condition["field"]): readonly Condition["op"][] {
  if (field === "views" || field === "seconds_on_page") return NUMBER;
  if (field === "known" || field === "returning" || field === "device" || field === "list") return CHOICE;
  return TEXT;
}

/** What a field can be, where it is one of few; null where it is typed. */
export function valuesOf(field: Condition["field"]): readonly string[] | null {
  if (field === "known" || field === "returning") return ["true", "false"];
  if (field === "device") return ["desktop", "mobile", "tablet"];
  return null;
}

export const newPageRule = (): PageRule => ({ kind: "contains", value: "", param: "" });

/** A condition on another field, comparable at once. */
export const newCondition = (field: Condition["field"] = "known"): Condition => ({ field, name: "", op: operatorsOf(field)[0] ?? "is", value: valuesOf(field)?.[0] ?? "" });

/** A list with one entry moved; at an end it stays. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list];
  const to = index + by;
  if (to < 0 || to >= next.length) return next;
  next.splice(to, 0, ...next.splice(index, 1));
  return next;
}

export const replaced = <T>(list: readonly T[], index: number, part: Partial<T>): T[] => list.map((item, at) => (at === index ? { ...item, ...part } : item));
export const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);
