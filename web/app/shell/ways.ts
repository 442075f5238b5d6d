import type { Notification as Notice } from "../api/types.ts";

interface Setting {
  /** The window is in front and has the focus. */
  focused: boolean;
  /** The browser lets this page notify. */
  permitted: boolean;
  sounds: boolean;
}

interface Ways {
  bell: boolean;
  popup: boolean;
  browser: boolean;
  sound: boolean;
}

// A sound calls somebody back to what waits for an answer, not to news about the system.
const HEARD = new Set(["message", "mention", "assigned", "unassigned_new"]);

/** By which ways a notification reaches the person, out of those they chose (COLLAB-08). */
export function waysOf({ topic, data }: Pick<Notice, "topic" | "data">, { focused, permitted, sounds }: Setting): Ways {
  return {
    bell: data["bell"] !== false,
    popup: data["popup"] === true,
    browser: data["browser"] === true && !focused && permitted,
    sound: sounds && !focused && HEARD.has(topic),
  };
}
