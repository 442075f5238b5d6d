import type { ObjectType } from "../../../api/types.ts";
import { pipedBy } from "../../../records/objects.ts";

type Words = Record<string, Record<string, string>>;

/** What the reader calls options, pipelines and stages: tables go out and come in by these words. */
export function wordsOf(object: ObjectType): Words {
  const named = (all: readonly { value: string; label: string }[]) => Object.fromEntries(all.map(({ value, label }) => [value, label]));
  const words: Words = Object.fromEntries(object.properties.filter(({ options }) => options.length > 0).map(({ name, options }) => [name, named(options)]));
  const by = pipedBy(object);
  if (by) {
    words[by.pipeline] = named(object.pipelines.map(({ id, label }) => ({ value: id, label })));
    words[by.stage] = named(object.pipelines.flatMap(({ stages }) => stages).map(({ id, label }) => ({ value: id, label })));
  }
  return words;
}
