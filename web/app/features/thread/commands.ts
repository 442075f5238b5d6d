import { register } from "../../actions/registry.ts";
import type { Scope } from "../../actions/types.ts";
import { openCompose } from "../../data/compose.ts";
import { copyLink } from "./links.ts";

const inThread = (scope: Scope) => scope.thread !== null;

register(
  { id: "write.reply", title: "action.reply", group: "write", keys: ["r"], icon: "reply", when: inThread, run: (scope) => scope.thread?.reply("reply") },
  { id: "write.reply_all", title: "action.reply_all", group: "write", keys: ["shift+r"], icon: "replyall", when: inThread, run: (scope) => scope.thread?.reply("reply_all") },
  { id: "write.forward", title: "action.forward", group: "write", keys: ["f"], icon: "forward", when: inThread, run: (scope) => scope.thread?.forward() },
  { id: "write.comment", title: "action.comment", group: "write", keys: ["n", "m"], icon: "note", when: inThread, run: (scope) => scope.thread?.reply("comment") },
  { id: "write.send", title: "action.send", group: "write", keys: ["mod+enter"], icon: "send", when: inThread, run: (scope) => scope.thread?.send(false) },
  { id: "write.send_close", title: "action.send_close", group: "write", keys: ["mod+shift+enter"], icon: "send", when: inThread, run: (scope) => scope.thread?.send(true) },
  { id: "write.compose", title: "action.compose", group: "write", keys: ["c"], icon: "pen", run: (scope) => openCompose(scope.inboxId) },
  { id: "thread.copy_link", title: "action.copy_link", group: "thread", icon: "link", when: (scope) => scope.openThreadId !== null, run: (scope) => scope.openThreadId && void copyLink(scope.openThreadId) },
);
