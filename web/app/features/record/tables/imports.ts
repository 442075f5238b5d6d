import { queryOptions } from "@tanstack/react-query";
import { cache } from "../../../api/cache.ts";
import { answer, api, sendFile } from "../../../api/client.ts";
import { wordsOf } from "./words.ts";
import type { ImportColumn, ImportPlan, ObjectType, RecordImport } from "../../../api/types.ts";

const key = (id: string) => ["import", id] as const;
const pastKey = (object: string) => ["imports", object] as const;

/** Whether the server is at work on an import. */
export const underWay = (state: string) => state === "checking" || state === "running";

/** An import, asked for again and again while it goes on. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: key(id),
    queryFn: () => answer(api.GET("/imports/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && underWay(state.data.state) ? 700 : false),
    staleTime: 0,
  });

export const importsQuery = (object: string) =>
  queryOptions({
    queryKey: pastKey(object),
    queryFn: async () => (await answer(api.GET("/objects/{object}/imports", { params: { path: { object } } }))).imports,
    staleTime: 0,
  });

export const sendTable = (object: ObjectType, file: File) => sendFile("POST", `/objects/${encodeURIComponent(object.name)}/imports?name=${encodeURIComponent(file.name)}`, file) as Promise<RecordImport>;

const keep = (next: RecordImport) => cache.setQueryData(key(next.id), next);

/** Lets an import be checked or done by a plan, or stops it. */
export const check = async (id: string, plan: ImportPlan) => keep(await answer(api.POST("/imports/{id}/check", { params: { path: { id } }, body: { plan } })));
export const run = async (id: string, plan: ImportPlan) => keep(await answer(api.POST("/imports/{id}/run", { params: { path: { id } }, body: { plan } })));
export const stop = async (id: string) => keep(await answer(api.POST("/imports/{id}/cancel", { params: { path: { id } } })));

/** What a column means, as one word for a drop-down. */
export const meaning = ({ property, join }: ImportColumn): string => (join ? `join:${join}` : property);
export const columnOf = (word: string): ImportColumn => (word.startsWith("join:") ? { property: "", join: word.slice(5) } : { property: word, join: "" });

/** The properties by which records are found. */
export const keysOf = (imp: RecordImport): string[] => imp.properties.flatMap(({ name, key }) => (key ? [name] : []));

/** The plan with what the reader's own language tells: a column that is named as a property is called there, and what options are called. */
export function inOwnWords(guessed: ImportPlan, imp: RecordImport, object: ObjectType): ImportPlan {
  const fold = (text: string) => text.trim().toLocaleLowerCase();
  const plan: ImportPlan = { ...guessed, words: wordsOf(object) };
  return imp.header.reduce((next, name, at) => {
    const called = object.properties.find((def) => fold(def.label) === fold(name) && imp.properties.some((one) => one.values && one.name === def.name));
    const free = called && !next.columns.some(({ property }) => property === called.name);
    return free && meaning(next.columns[at] ?? columnOf("")) === "" ? remap(next, at, called.name, keysOf(imp)) : next;
  }, plan);
}

/** The plan with another meaning of a column: nobody else has it, and a key that no column holds is none. */
export function remap(plan: ImportPlan, at: number, word: string, keys: readonly string[]): ImportPlan {
  const columns = plan.columns.map((column, index) => (index === at ? columnOf(word) : word && meaning(column) === word ? columnOf("") : column));
  const held = (name: string) => columns.some(({ property }) => property === name);
  const found = held(plan.key) ? plan.key : (keys.find(held) ?? "");
  if (found === plan.key) return { ...plan, columns };
  return { ...plan, columns, key: found, create: found !== "hs_object_id", update: found !== "" };
}
