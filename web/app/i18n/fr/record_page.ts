import type { page as english } from "../en/record_page.ts";
import type { Texts } from "../i18n.ts";

/** Texts. */
export const page: Texts<typeof english> = {
};
