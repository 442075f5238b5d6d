import type { IconName } from "@kit/Icon.tsx";
import type { ActionRequest, ThreadRow } from "../api/types.ts";
import type { MessageId } from "../i18n/i18n.ts";

/** What the list lets commands do to it. */
export interface ListHandle {
  move(by: 1 | -1): void;
  open(): void;
  toggle(): void;
  extend(): void;
  /** Unticks everything; false if nothing was ticked. */
  clear(): boolean;
  /** Goes back from the thread to the list. */
  close(): void;
  /** Leaves a thread that was dealt with, as the person's setting says: next, previous or back to the list. */
  leave(threadIds: readonly string[]): void;
}

/** What the open thread lets commands do to it. */
export interface ThreadHandle {
  id: string;
  reply(mode: "reply" | "reply_all" | "comment"): void;
  /** Forwards one letter, or the newest. */
  forward(itemId?: string): void;
  send(close: boolean): void;
}

/** Which threads a command means: those ticked, else the open one, else the one under the cursor. */
export interface Targets {
  rows: readonly ThreadRow[];
  /** Set when "all that match" are chosen: then rows holds only the loaded ones. */
  match: ActionRequest["match"] | null;
}

/** What a command sees of the screen when it runs. */
export interface Scope {
  inboxId: string | null;
  viewId: string | null;
  openThreadId: string | null;
  openThread: ThreadRow | null;
  targets: Targets;
  list: ListHandle | null;
  thread: ThreadHandle | null;
  go(path: string): void;
}

export type Group = "go" | "list" | "thread" | "write" | "app";

/** Everything a person can do. Keys, palette, menus and the sheet of keys all read it. */
export interface Action {
  /** Fixed name: remapped keys and usage refer to it, never to the translated title. */
  id: string;
  title: MessageId;
  group: Group;
  /** `mod` is Ctrl, or Command on a Mac; two strokes in a row are separated by a space. */
  keys?: readonly string[];
  icon?: IconName;
  when?: (scope: Scope) => boolean;
  run: (scope: Scope) => void;
}
