import { register } from "../../actions/registry.ts";
import type { Scope } from "../../actions/types.ts";
import type { ViewKind } from "../../api/types.ts";
import { bootstrapNow } from "../../data/session.ts";
import { undoLast } from "../../data/undo.ts";
import { paths } from "../../paths.ts";

const inList = (scope: Scope) => scope.list !== null;

/** Goes to a standard view of the inbox on the screen. */
const toView = (kind: ViewKind) => (scope: Scope) => {
  const bootstrap = bootstrapNow();
  const inboxId = scope.inboxId ?? bootstrap?.inboxes[0]?.id;
  const view = bootstrap?.views.find((candidate) => candidate.inbox_id === inboxId && candidate.kind === kind);
  if (view) scope.go(paths.view(view.inbox_id, view.id));
};

const mayImport = () => {
  const bootstrap = bootstrapNow();
  return bootstrap?.user.super_admin || bootstrap?.permissions.includes("records") || false;
};

register(
  { id: "list.next", title: "action.next", group: "list", keys: ["j", "arrowdown"], when: inList, run: (scope) => scope.list?.move(1) },
  { id: "list.previous", title: "action.previous", group: "list", keys: ["k", "arrowup"], when: inList, run: (scope) => scope.list?.move(-1) },
  { id: "list.open", title: "action.open", group: "list", keys: ["enter", "o"], when: inList, run: (scope) => scope.list?.open() },
  { id: "list.back", title: "action.back", group: "list", keys: ["escape"], when: inList, run: back },
  { id: "list.select", title: "action.select", group: "list", keys: ["x"], when: inList, run: (scope) => scope.list?.toggle() },
  { id: "list.extend", title: "action.extend", group: "list", keys: ["shift+x"], when: inList, run: (scope) => scope.list?.extend() },
  { id: "app.undo", title: "action.undo", group: "app", keys: ["z"], icon: "undo", run: () => undoLast() },
);

register(
  { id: "go.unassigned", title: "go.unassigned", group: "go", keys: ["g u"], icon: "inbox", run: toView("unassigned") },
  { id: "go.mine", title: "go.mine", group: "go", keys: ["g m"], icon: "people", run: toView("mine") },
  { id: "go.open", title: "go.open", group: "go", keys: ["g o"], icon: "list", run: toView("open") },
  { id: "go.sent", title: "go.sent", group: "go", keys: ["g s"], icon: "send", run: toView("sent") },
  { id: "go.contacts", title: "go.contacts", group: "go", keys: ["g c"], icon: "people", run: (scope) => scope.go(paths.contacts()) },
  { id: "go.tickets", title: "go.tickets", group: "go", keys: ["g t"], icon: "ticket", run: (scope) => scope.go(paths.records("ticket")) },
  { id: "go.import", title: "go.import", group: "go", icon: "up", when: mayImport, run: (scope) => scope.go(paths.settings("imports")) },
  { id: "go.search", title: "search.title", group: "go", keys: ["/"], icon: "search", run: toSearch },
  { id: "go.settings", title: "nav.settings", group: "go", icon: "gear", run: (scope) => scope.go(paths.settings()) },
);

// One step back at a time: the ticks, then the thread, then the search.
function back(scope: Scope): void {
  if (scope.list?.clear()) return;
  if (scope.openThreadId) scope.list?.close();
}

function toSearch(scope: Scope): void {
  const box = document.querySelector<HTMLInputElement>("[data-search]");
  if (box) return box.focus();
  const inbox = scope.inboxId ?? bootstrapNow()?.inboxes[0]?.id;
  if (inbox) scope.go(paths.search({ inbox }));
}
