import { actions } from "./actions.ts";
import { events } from "./events.ts";
import { frame } from "./frame.ts";
import { inbox } from "./inbox.ts";
import { signin } from "./signin.ts";
import { thread } from "./thread.ts";

/** All English texts; their names are the names of all texts. */
export const en = { ...frame, ...actions, ...inbox, ...thread, ...events, ...signin };
