import type { CrmRecord, ObjectType } from "../api/types.ts";
import { propertyOf } from "./objects.ts";
import { PropertyLine } from "./PropertyLine.tsx";
import "./records.css";

interface PropertyListProps {
  record: CrmRecord;
  object: ObjectType;
  names: readonly string[];
}

/** Properties of a record by name, those that exist no longer left out. */
export function PropertyList({ record, object, names }: PropertyListProps) {
  return (
    <dl className="properties">
      {names.map((name) => {
        const def = propertyOf(object, name);
        return def && !def.archived && <PropertyLine key={name} record={record} object={object} def={def} />;
      })}
    </dl>
  );
}
