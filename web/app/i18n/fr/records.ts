import type { records as english } from "../en/records.ts";
import type { Texts } from "../i18n.ts";
import { lists } from "./record_lists.ts";
import { page } from "./record_page.ts";
import { sidebar } from "./record_sidebar.ts";
import { tables } from "./record_tables.ts";

/** Texts of records: beside a conversation, on their pages, in their lists. */
export const records: Texts<typeof english> = { ...sidebar, ...page, ...lists, ...tables };
