import type { ObjectType, PropertyDef, RecordCondition, RecordConditions } from "../api/types.ts";
import type { MessageId } from "../i18n/i18n.ts";
import { shownProperties } from "./objects.ts";

export type Operator = "EQ" | "NEQ" | "LT" | "LTE" | "GT" | "GTE" | "BETWEEN" | "IN" | "NOT_IN" | "HAS_PROPERTY" | "NOT_HAS_PROPERTY" | "CONTAINS_TOKEN" | "NOT_CONTAINS_TOKEN";

const KNOWN = ["HAS_PROPERTY", "NOT_HAS_PROPERTY"] as const;

/** What can be asked of the values of a property, the likeliest first. */
export function operatorsOf(def: PropertyDef): readonly Operator[] {
  switch (def.kind) {
    case "number":
      return ["EQ", "NEQ", "GT", "GTE", "LT", "LTE", "BETWEEN", ...KNOWN];
    case "date":
    case "datetime":
      return ["GT", "LT", "BETWEEN", ...KNOWN];
    case "bool":
      return ["EQ", ...KNOWN];
    case "enumeration":
      return ["IN", "NOT_IN", ...KNOWN];
    default:
      return ["CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN", "EQ", "NEQ", ...KNOWN];
  }
}

// After and before are said of days, greater and less of numbers.
export function operatorLabel(def: PropertyDef, operator: Operator): MessageId {
  const day = def.kind === "date" || def.kind === "datetime";
  if (day && operator === "GT") return "operator.after";
  if (day && operator === "LT") return "operator.before";
  return `conditions.${operator}`;
}

/** The properties that can be asked for. */
export const askable = (object: ObjectType): PropertyDef[] => shownProperties(object).filter((def) => !(def.external && def.read_only));

export const emptyCondition = (def: PropertyDef): RecordCondition => ({ propertyName: def.name, operator: operatorsOf(def)[0] ?? "EQ", value: "" });

/** Whether a condition says all that it has to. */
export function complete({ operator, value, highValue, values }: RecordCondition): boolean {
  switch (operator as Operator) {
    case "HAS_PROPERTY":
    case "NOT_HAS_PROPERTY":
      return true;
    case "IN":
    case "NOT_IN":
      return (values ?? []).length > 0;
    case "BETWEEN":
      return Boolean(value && highValue);
    default:
      return Boolean(value);
  }
}

/** The groups without conditions that are still being written. */
export const asked = (groups: readonly RecordConditions[]): RecordConditions[] => groups.map(({ filters }) => ({ filters: filters.filter(complete) })).filter(({ filters }) => filters.length > 0);

/** The groups with one more condition in each: for shortcuts beside the written filter. */
export function withCondition(groups: readonly RecordConditions[], ...more: readonly RecordCondition[]): RecordConditions[] {
  if (more.length === 0) return [...groups];
  return groups.length === 0 ? [{ filters: [...more] }] : groups.map(({ filters }) => ({ filters: [...filters, ...more] }));
}
