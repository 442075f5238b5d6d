import type { components } from "../../api/schema.d.ts";

type Row = components["schemas"]["AvailabilityRow"];

interface HereFilter {
  typed: string;
  status: "" | Row["availability"];
  inbox: string;
}

/** The rows of the availability table that pass its filters, by name (ROUTE-18). */
export function here(rows: readonly Row[], { typed, status, inbox }: HereFilter): Row[] {
  const wanted = typed.trim().toLowerCase();
  return rows
    .filter((row) => row.name.toLowerCase().includes(wanted) && (!status || row.availability === status) && (!inbox || row.inbox_ids.includes(inbox)))
    .sort((a, b) => a.name.localeCompare(b.name));
}
