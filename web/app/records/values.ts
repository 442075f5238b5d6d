import type { CrmRecord, ObjectType, PropertyDef, User } from "../api/types.ts";
import { language, t } from "../i18n/i18n.ts";
import { calendarDay, dayAndTime } from "../i18n/time.ts";
import { pipedBy, stagesOf } from "./objects.ts";

// An owner of records has another number than the user: the same as in programs.
const OWNER_OFFSET = 500_000_000_000;
export const ownerOf = (userId: string): string => String(Number(userId) + OWNER_OFFSET);
export const userOfOwner = (ownerId: string): string => String(Number(ownerId) - OWNER_OFFSET);

export interface ValueContext {
  object: ObjectType;
  users: readonly User[];
  /** The other values of the record: which stages there are depends on its pipeline. */
  values: Readonly<Record<string, string>>;
}

export interface ValueChoice {
  value: string;
  label: string;
}

/** What a property may be set to, or null where anything may be typed. */
export function choicesOf(def: PropertyDef, { object, users, values }: ValueContext): ValueChoice[] | null {
  const by = pipedBy(object);
  if (def.name === "hubspot_owner_id") return users.filter((user) => !user.removed && !user.deactivated).map((user) => ({ value: ownerOf(user.id), label: user.name }));
  if (def.name === by?.pipeline) return object.pipelines.map(({ id, label }) => ({ value: id, label }));
  if (def.name === by?.stage) return stagesOf(object, values).map(({ id, label }) => ({ value: id, label }));
  if (def.kind === "bool") return ["true", "false"].map((value) => ({ value, label: t(`records.${value as "true"}`) }));
  if (def.kind !== "enumeration" || def.external) return null;
  return def.options.filter((option) => !option.hidden || several(values[def.name] ?? "").includes(option.value)).map(({ value, label }) => ({ value, label }));
}

/** The options that a value of several is made of. */
export const several = (value: string): string[] => value.split(";").filter(Boolean);

/** A value as people read it. */
export function readable(def: PropertyDef, value: string, context: ValueContext): string {
  if (!value) return "";
  if (def.name === "hubspot_owner_id") return context.users.find((user) => user.id === userOfOwner(value))?.name ?? value;
  const choices = choicesOf(def, context);
  if (choices) return several(value).map((one) => choices.find((choice) => choice.value === one)?.label ?? one).join(", ");
  switch (def.kind) {
    case "date":
      return calendarDay(value);
    case "datetime":
      return dayAndTime(value);
    case "number":
      return /_id$|^hs_object_id$|companyid$/.test(def.name) ? value : new Intl.NumberFormat(language(), { maximumFractionDigits: 20 }).format(Number(value));
    case "enumeration":
      return several(value).join(", ");
    default:
      return def.field === "html" ? plain(value) : value;
  }
}

/** The text of a value that programs may have written as HTML. */
export const plain = (html: string): string => new DOMParser().parseFromString(html.replace(/<(br|\/p|\/div|\/li)[^>]*>/gi, "\n$&"), "text/html").body.textContent?.trim() ?? "";

/** A value of a record, those too that stand beside its properties. */
export function valueOf(record: CrmRecord, name: string): string {
  switch (name) {
    case "hs_object_id":
      return record.id;
    case "createdate":
    case "hs_createdate":
      return record.created_at ?? "";
    case "lastmodifieddate":
    case "hs_lastmodifieddate":
      return record.updated_at ?? "";
    default:
      return record.properties[name] ?? "";
  }
}

/** What has to be written with a value: a record that changes pipeline begins at its first stage. */
export function writing(object: ObjectType, name: string, value: string): Record<string, string> {
  const by = pipedBy(object);
  if (name !== by?.pipeline) return { [name]: value };
  return { [name]: value, [by.stage]: object.pipelines.find(({ id }) => id === value)?.stages[0]?.id ?? "" };
}
