import type { lists as english } from "../en/record_lists.ts";
import type { Texts } from "../i18n.ts";

/** Texts. */
export const lists: Texts<typeof english> = {
};
