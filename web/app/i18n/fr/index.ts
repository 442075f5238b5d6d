import type { Texts } from "../i18n.ts";
import type { en } from "../en/index.ts";
import { actions } from "./actions.ts";
import { events } from "./events.ts";
import { frame } from "./frame.ts";
import { inbox } from "./inbox.ts";
import { thread } from "./thread.ts";

/** The French texts that every page needs: a missing one does not compile. */
export const fr: Texts<typeof en> = { ...frame, ...actions, ...inbox, ...thread, ...events };
