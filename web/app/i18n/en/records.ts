import { lists } from "./record_lists.ts";
import { page } from "./record_page.ts";
import { sidebar } from "./record_sidebar.ts";
import { tables } from "./record_tables.ts";

/** Texts of records: beside a conversation, on their pages, in their lists. */
export const records = { ...sidebar, ...page, ...lists, ...tables };
