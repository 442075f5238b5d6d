import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import type { AssociationLabel, ObjectType, PropertyDef, Stage } from "../api/types.ts";
import { language, t } from "../i18n/i18n.ts";

/**
 * Every kind of record with its properties and pipelines. What is built in is
 * called in the reader's language; what somebody defined, as they wrote it.
 */
export const objectsQuery = () =>
  queryOptions({
    queryKey: ["objects", language()],
    staleTime: 60_000,
    queryFn: async () => {
      const texts = language() === "fr" ? import("../i18n/fr/record_labels.ts") : null;
      const { objects } = await answer(api.GET("/objects"));
      const french = (await texts)?.labels;
      return french ? objects.map((object) => inFrench(object, french)) : objects;
    },
  });

export const useObjects = (): readonly ObjectType[] => useQuery(objectsQuery()).data ?? [];
export const useObject = (name: string): ObjectType | undefined => useObjects().find((object) => object.name === name);

function inFrench(object: ObjectType, french: Readonly<Record<string, string>>): ObjectType {
  const own = (label: string) => french[label] ?? label;
  return {
    ...object,
    ...(object.custom ? {} : { singular: own(object.singular), plural: own(object.plural) }),
    properties: object.properties.map((def) => (def.builtin ? { ...def, label: own(def.label), options: def.options.map((option) => ({ ...option, label: own(option.label) })) } : def)),
    pipelines: object.pipelines.map((pipeline) =>
      pipeline.id === "0" || pipeline.id === "default" ? { ...pipeline, label: own(pipeline.label), stages: pipeline.stages.map((stage) => ({ ...stage, label: own(stage.label) })) } : pipeline,
    ),
  };
}

export const propertyOf = (object: ObjectType | undefined, name: string): PropertyDef | undefined => object?.properties.find((def) => def.name === name);

/** Those that people may see, in the order of their definition; without pipelines no stage. */
export const shownProperties = (object: ObjectType): PropertyDef[] => object.properties.filter((def) => !def.archived && !def.hidden && (object.pipelines.length > 0 || !/^hs_pipeline/.test(def.name)));

/** The two properties by which records of a kind move through a pipeline. */
export function pipedBy(object: ObjectType): { pipeline: string; stage: string } | null {
  if (object.pipelines.length === 0) return null;
  return object.name === "deal" ? { pipeline: "pipeline", stage: "dealstage" } : { pipeline: "hs_pipeline", stage: "hs_pipeline_stage" };
}

/** The stages through which a record goes: those of its pipeline, else of the first. */
export function stagesOf(object: ObjectType, values: Readonly<Record<string, string>>): Stage[] {
  const by = pipedBy(object);
  if (!by) return [];
  return (object.pipelines.find((pipeline) => pipeline.id === values[by.pipeline]) ?? object.pipelines[0])?.stages ?? [];
}

/** What a way of belonging together is called. */
export const labelText = ({ label, custom }: AssociationLabel): string => (label === "Primary" && !custom ? t("record.label_primary") : label);

// What one wants to know first of each kind; of the others, what their definition names.
const ABOUT: Record<string, readonly string[]> = {
  contact: ["email", "phone", "jobtitle", "lifecyclestage", "hubspot_owner_id", "hs_language", "city"],
  company: ["domain", "phone", "industry", "city", "country", "numberofemployees", "hubspot_owner_id"],
  deal: ["amount", "pipeline", "dealstage", "closedate", "hubspot_owner_id"],
  ticket: ["hs_pipeline_stage", "hs_ticket_priority", "hs_ticket_category", "hubspot_owner_id", "createdate"],
};

/** The properties of a kind that stand under "About", as long as nobody chose others. */
export function usualAbout(object: ObjectType): string[] {
  const own = shownProperties(object).flatMap((def) => (def.builtin ? [] : [def.name]));
  return [...(ABOUT[object.name] ?? new Set([object.primary, ...object.secondary, ...object.required, ...own].slice(0, 8)))];
}
