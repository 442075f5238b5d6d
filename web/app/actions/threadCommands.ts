import { ask, type Subject } from "../asking/ask.ts";
import { aim } from "../asking/aim.ts";
import type { ActionName } from "../api/types.ts";
import { act } from "../data/doing.ts";
import { bootstrapNow } from "../data/session.ts";
import { register } from "./registry.ts";
import type { Action, Scope } from "./types.ts";

// List and thread answer to the same keys: what a command means is decided by the targets.
const some = (test: (row: Scope["targets"]["rows"][number]) => boolean) => (scope: Scope) => scope.targets.rows.some(test);
const any = some(() => true);
const live = some((row) => !row.trashed);
const one = (scope: Scope) => scope.targets.rows.length === 1 && scope.targets.match === null && live(scope);

// Rows in a list do not say it; the open conversation does.
const follows = ({ openThread, targets }: Scope) => openThread !== null && openThread.id === targets.rows[0]?.id && "following" in openThread && openThread.following === true;

function perform(action: ActionName, leaves = false) {
  return (scope: Scope) => {
    const ids = scope.targets.rows.map((row) => row.id);
    void act({ action, ...aim(scope.targets) });
    if (leaves) scope.list?.leave(ids);
  };
}

const put = (subject: Subject) => (scope: Scope) => ask(subject, scope.targets);

const closing: Action[] = [
  {
    id: "thread.close",
    title: "action.close",
    group: "thread",
    keys: ["e"],
    icon: "check",
    when: live,
    run: (scope) => {
      const { rows } = scope.targets;
      if (rows.every((row) => row.status === "closed")) return perform("reopen")(scope);
      // The main way to close takes the ticket along (THR-11).
      void act({ action: "close", ...aim(scope.targets), with_ticket: rows.some((row) => row.ticket_id !== null) });
      scope.list?.leave(rows.map((row) => row.id));
    },
  },
  { id: "thread.close_only", title: "action.close_only", group: "thread", icon: "check", when: some((row) => row.status === "open" && !row.trashed && row.ticket_id !== null), run: perform("close", true) },
  { id: "thread.reopen", title: "action.reopen", group: "thread", icon: "restore", when: some((row) => row.status === "closed" && !row.trashed), run: perform("reopen") },
];

const owning: Action[] = [
  { id: "thread.assign", title: "action.assign", group: "thread", keys: ["a"], icon: "people", when: live, run: put("assign") },
  {
    id: "thread.assign_me",
    title: "action.assign_me",
    group: "thread",
    keys: ["i"],
    icon: "people",
    when: live,
    run: (scope) => {
      const me = bootstrapNow()?.user.id;
      if (me) void act({ action: "assign", ...aim(scope.targets), assignee: { kind: "user", id: me } });
    },
  },
  { id: "thread.follow", title: "action.follow", group: "thread", icon: "eye", when: (scope) => one(scope) && !follows(scope), run: perform("follow") },
  { id: "thread.unfollow", title: "action.unfollow", group: "thread", icon: "eye", when: (scope) => one(scope) && follows(scope), run: perform("unfollow") },
];

const resting: Action[] = [
  { id: "thread.snooze", title: "action.snooze", group: "thread", keys: ["h"], icon: "clock", when: some((row) => row.status === "open" && !row.trashed), run: put("snooze") },
  { id: "thread.remind", title: "action.remind", group: "thread", icon: "bell", when: one, run: put("reminder") },
  { id: "thread.tag", title: "action.tag", group: "thread", keys: ["t"], icon: "tag", when: live, run: put("tag") },
  { id: "thread.unread", title: "action.unread", group: "thread", keys: ["u"], icon: "unread", when: any, run: perform("unread") },
  { id: "thread.read", title: "action.read", group: "thread", icon: "mail", when: some((row) => row.activity_seq > row.read_seq), run: perform("read") },
];

const joining: Action[] = [
  { id: "thread.move", title: "action.move", group: "thread", icon: "move", when: (scope) => live(scope) && (bootstrapNow()?.inboxes.length ?? 0) > 1, run: put("move") },
  { id: "thread.merge", title: "action.merge", group: "thread", icon: "merge", when: one, run: put("merge") },
  { id: "thread.split", title: "action.split", group: "thread", icon: "split", when: (scope) => one(scope) && scope.openThreadId !== null, run: put("split") },
  { id: "thread.transcript", title: "action.transcript", group: "thread", icon: "send", when: one, run: put("transcript") },
];

const discarding: Action[] = [
  { id: "thread.spam", title: "action.spam", group: "thread", keys: ["!"], icon: "ban", when: some((row) => !row.spam && !row.trashed), run: perform("spam", true) },
  { id: "thread.not_spam", title: "action.not_spam", group: "thread", icon: "restore", when: some((row) => row.spam && !row.trashed), run: perform("not_spam", true) },
  { id: "thread.block", title: "action.block", group: "thread", icon: "ban", when: one, run: put("block") },
  { id: "thread.trash", title: "action.trash", group: "thread", keys: ["#"], icon: "trash", when: live, run: perform("trash", true) },
  { id: "thread.restore", title: "action.restore", group: "thread", icon: "restore", when: some((row) => row.trashed), run: perform("restore", true) },
  { id: "thread.purge", title: "action.purge", group: "thread", icon: "trash", when: some((row) => row.trashed), run: put("purge") },
];

register(...closing, ...owning, ...resting, ...joining, ...discarding);
