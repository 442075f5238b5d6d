import type { Targets } from "../actions/types.ts";
import type { ActionRequest } from "../api/types.ts";

/** The part of an action that says which threads it means. */
export function aim(targets: Targets): Pick<ActionRequest, "thread_ids" | "match"> {
  return targets.match ? { match: targets.match } : { thread_ids: targets.rows.map((row) => row.id) };
}
