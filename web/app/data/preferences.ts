import { cache, keys } from "../api/cache.ts";
import { answer, api } from "../api/client.ts";
import type { Bootstrap } from "../api/types.ts";
import { DEFAULT_SHORTCUTS, type ShortcutPreference } from "../actions/registry.ts";
import { bootstrapNow, useBootstrap } from "./session.ts";

/** How each person likes it. Every key has a value for those who never chose. */
export interface Preferences {
  theme: "system" | "light" | "dark";
  density: "comfortable" | "compact";
  after_close: "next" | "previous" | "list";
  panels: { views: boolean; context: boolean };
  widths: { views: number; list: number; context: number };
  composer_height: number;
  collapsed: string[];
  shortcuts: ShortcutPreference;
  order: "newest" | "oldest";
  last_inbox: string;
  more_open: boolean;
  sounds: boolean;
}

const DEFAULTS: Preferences = {
  theme: "system",
  density: "comfortable",
  after_close: "next",
  panels: { views: true, context: true },
  widths: { views: 208, list: 332, context: 300 },
  composer_height: 92,
  collapsed: [],
  shortcuts: DEFAULT_SHORTCUTS,
  order: "newest",
  last_inbox: "",
  more_open: false,
  sounds: true,
};

export function preferenceNow<K extends keyof Preferences>(key: K): Preferences[K] {
  return read(bootstrapNow(), key);
}

function read<K extends keyof Preferences>(bootstrap: Bootstrap | undefined, key: K): Preferences[K] {
  const value = bootstrap?.preferences[key];
  return value === undefined || value === null ? DEFAULTS[key] : (value as Preferences[K]);
}

/** A preference, and how to change it: at once here, then on the server for the other devices. */
export function usePreference<K extends keyof Preferences>(key: K): [Preferences[K], (value: Preferences[K]) => void] {
  return [read(useBootstrap(), key), (value) => setPreference(key, value)];
}

const writes = new Map<string, ReturnType<typeof setTimeout>>();
const SETTLE_MS = 400;

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  cache.setQueryData<Bootstrap>(keys.bootstrap, (old) => old && { ...old, preferences: { ...old.preferences, [key]: value } });
  clearTimeout(writes.get(key));
  const write = () => void answer(api.PUT("/preferences/{key}", { params: { path: { key } }, body: { value } })).catch(() => undefined);
  writes.set(key, setTimeout(write, SETTLE_MS));
}
