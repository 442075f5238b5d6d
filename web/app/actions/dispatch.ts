import { isTaken, Sequence, strokeOf } from "./keys.ts";
import { allActions, available, keysOf, type ShortcutPreference } from "./registry.ts";
import type { Scope } from "./types.ts";

/** Listens to the keyboard and runs the command that claims what was typed. Returns how to stop. */
export function listenToKeys(preference: () => ShortcutPreference, scope: () => Scope): () => void {
  const sequence = new Sequence();
  const handle = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const stroke = strokeOf(event);
    if (stroke === null || isTaken(event.target, stroke)) return;
    const shortcuts = preference();
    // The off-switch silences single keys; those with a modifier can't be hit by accident or by speech.
    if (!shortcuts.enabled && !stroke.startsWith("mod+")) return;

    const actions = allActions();
    for (const reading of sequence.readings(stroke)) {
      const action = actions.find((candidate) => keysOf(candidate, shortcuts).includes(reading));
      if (!action) continue;
      sequence.end();
      if (!available(action, scope())) return;
      event.preventDefault();
      action.run(scope());
      return;
    }
    sequence.end();
    if (actions.some((action) => keysOf(action, shortcuts).some((keys) => keys.startsWith(`${stroke} `)))) {
      event.preventDefault();
      sequence.begin(stroke);
    }
  };
  window.addEventListener("keydown", handle);
  return () => window.removeEventListener("keydown", handle);
}
