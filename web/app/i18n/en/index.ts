import { actions } from "./actions.ts";
import { events } from "./events.ts";
import { frame } from "./frame.ts";
import { inbox } from "./inbox.ts";
import { thread } from "./thread.ts";

/** The English texts that every page needs. */
export const en = { ...frame, ...actions, ...inbox, ...thread, ...events };
