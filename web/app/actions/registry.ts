import type { Action, Scope } from "./types.ts";

const actions = new Map<string, Action>();

/** Adds commands. A feature does this once, when its module is loaded. */
export function register(...added: Action[]): void {
  for (const action of added) actions.set(action.id, action);
}

export function allActions(): Action[] {
  return [...actions.values()];
}

export function actionById(id: string): Action | undefined {
  return actions.get(id);
}

export function available(action: Action, scope: Scope): boolean {
  return action.when?.(scope) ?? true;
}

/** How a person has changed the keys: off altogether, or other keys for some commands. */
export interface ShortcutPreference {
  enabled: boolean;
  keys: Record<string, string[]>;
}

export const DEFAULT_SHORTCUTS: ShortcutPreference = { enabled: true, keys: {} };

export function keysOf(action: Action, preference: ShortcutPreference): readonly string[] {
  return preference.keys[action.id] ?? action.keys ?? [];
}

/** Pairs of commands that claim one key, or of which one's key begins the other's sequence. */
export function conflicts(candidates: readonly Action[], preference = DEFAULT_SHORTCUTS): string[] {
  const found: string[] = [];
  const claimed = candidates.flatMap((action) => keysOf(action, preference).map((keys) => ({ id: action.id, keys })));
  for (const [index, one] of claimed.entries()) {
    for (const other of claimed.slice(index + 1)) {
      if (one.id !== other.id && (one.keys === other.keys || begins(one.keys, other.keys) || begins(other.keys, one.keys))) {
        found.push(`${one.keys}: ${one.id}, ${other.id}`);
      }
    }
  }
  return found;
}

const begins = (short: string, long: string) => long.startsWith(`${short} `);
