import { cache } from "../../../api/cache.ts";
import { api } from "../../../api/client.ts";
import type { components } from "../../../api/schema.d.ts";
import type { ObjectType, PropertyDef } from "../../../api/types.ts";
import type { MessageId } from "../../../i18n/i18n.ts";
import { save, useServer } from "../server.ts";

export type PropertyInput = components["schemas"]["PropertyInput"];

/** Every kind of record as it is defined: built-in labels as the server says them, since they are what is changed. */
export const useDefinitions = (): ObjectType[] | undefined => useServer("objects", () => api.GET("/objects"))?.objects;

/** Makes a change of a definition; whatever shows records learns of it. */
export async function define<T>(call: Parameters<typeof save<T>>[0]): Promise<T> {
  const made = await save(call);
  await cache.invalidateQueries({ queryKey: ["objects"] });
  return made;
}

/** How the values of a property are entered: what the server calls kind and field, as one choice. */
export const ENTRIES = ["string/text", "string/textarea", "string/phonenumber", "number/number", "date/date", "datetime/date", "enumeration/select", "enumeration/radio", "enumeration/checkbox", "bool/booleancheckbox"] as const;
export type Entry = (typeof ENTRIES)[number];

export const entryLabel = (entry: Entry): MessageId => `properties.entry_${entry.replace("/", "_") as "string_text"}`;
export const entryOf = ({ kind, field }: Pick<PropertyDef, "kind" | "field">): Entry | null => ENTRIES.find((entry) => entry === `${kind}/${field}`) ?? null;

/** The field of values that follow from others. */
export const CALCULATED = "calculation_equation";

/** A name for programs, made of what people call a thing. */
export function nameOf(label: string): string {
  const plain = label.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 100);
}

/** The kinds whose properties an administrator minds. */
export const definable = (objects: readonly ObjectType[]): ObjectType[] => objects.filter((object) => !object.activity);

/** A list in which one entry stands further up or down. */
export function moved<T>(list: readonly T[], at: number, by: number): T[] {
  return list.filter((_, index) => index !== at).toSpliced(at + by, 0, ...list.slice(at, at + 1));
}
