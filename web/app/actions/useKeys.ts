import { preferenceNow } from "../data/preferences.ts";
import { actionById, keysOf } from "./registry.ts";

/** The first key of a command as this person has it, to be shown beside what does the same. */
export function keysOfAction(id: string): string | undefined {
  const action = actionById(id);
  const shortcuts = preferenceNow("shortcuts");
  return action && shortcuts.enabled ? keysOf(action, shortcuts)[0] : undefined;
}
