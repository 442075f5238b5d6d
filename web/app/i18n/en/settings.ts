import { apps } from "./settings_apps.ts";
import { chat } from "./settings_chat.ts";
import { inbox } from "./settings_inbox.ts";
import { knowledge } from "./settings_knowledge.ts";
import { mail } from "./settings_mail.ts";
import { records } from "./settings_records.ts";
import { system } from "./settings_system.ts";
import { team } from "./settings_team.ts";
import { you } from "./settings_you.ts";

/** Texts of the settings. */
export const settings = { ...you, ...inbox, ...chat, ...knowledge, ...team, ...mail, ...records, ...apps, ...system };
