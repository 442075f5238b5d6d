import type { Catalogue } from "../i18n.ts";
import { actions } from "./actions.ts";
import { events } from "./events.ts";
import { frame } from "./frame.ts";
import { inbox } from "./inbox.ts";
import { signin } from "./signin.ts";
import { thread } from "./thread.ts";

/** All French texts: a missing one does not compile. */
export const fr: Catalogue = { ...frame, ...actions, ...inbox, ...thread, ...events, ...signin };
