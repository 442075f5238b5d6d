import { cache, keys } from "../api/cache.ts";
import { answer, api } from "../api/client.ts";
import type { Bootstrap, RecordConditions } from "../api/types.ts";
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
  /** Notifications by mail may be answered by mail (COLLAB-13). */
  answer_by_mail: boolean;
  /** The order of the cards beside a conversation. */
  card_order: string[];
  /** Which properties the About card and the record page show, by kind of record (CRM-07). */
  about: Record<string, string[]>;
  /** Which ones the panel of a ticket shows (CRM-05). */
  ticket_panel: string[];
  /** How the lists of records look, by kind. */
  record_views: Record<string, RecordView[]>;
}

/** A list of records as somebody left it, or keeps it under a name. */
export interface RecordView {
  id: string;
  name: string;
  columns: string[];
  sort: string;
  descending: boolean;
  groups: RecordConditions[];
  board: boolean;
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
  answer_by_mail: false,
  card_order: [],
  about: {},
  ticket_panel: [],
  record_views: {},
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
