import type { ComponentType } from "react";
import type { MessageId } from "../../i18n/i18n.ts";
import { InterfacePage } from "./InterfacePage.tsx";
import { KeysPage } from "./KeysPage.tsx";

export interface SettingsEntry {
  /** The part of the address after /settings/. */
  path: string;
  title: MessageId;
  Page: ComponentType;
}

/** The pages of the settings, in the order of their list. */
export const settingsPages: readonly SettingsEntry[] = [
  { path: "interface", title: "settings.interface", Page: InterfacePage },
  { path: "keys", title: "sheet.title", Page: KeysPage },
];
