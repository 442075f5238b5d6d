import type { EventName } from "../protocol.ts";
import { attempt, complain } from "./settings.ts";

type Listener = (payload: unknown) => void;

const names = "conversationStarted conversationClosed userSelectedThread unreadConversationCountChanged contactAssociated userInteractedWithWidget widgetLoaded widgetClosed quickReplyButtonClick";

/** Whoever listens, in the order in which they came (SDK-11). */
export function newEvents() {
  // Replaced, never changed: a listener may leave while it is being called.
  let all: [string, Listener][] = [];
  const known = (name: string) => names.split(" ").includes(name) || complain("no event", name);
  return {
    on: (name: EventName, listener: Listener) => {
      if (known(name)) all = [...all, [name, listener]];
    },
    off: (name: EventName, listener: Listener) => {
      if (known(name)) all = all.filter(([event, other]) => event !== name || other !== listener);
    },
    emit: (name: EventName, payload: unknown) => all.forEach(([event, listener]) => event === name && attempt(() => listener(payload))),
  };
}
