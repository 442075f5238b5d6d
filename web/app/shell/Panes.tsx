import { type CSSProperties, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { register } from "../actions/registry.ts";
import { preferenceNow, setPreference, usePreference } from "../data/preferences.ts";
import { t } from "../i18n/i18n.ts";
import { Resizer } from "./Resizer.tsx";
import { newToggle } from "./toggle.ts";
import "./panes.css";

/** On narrow screens the side panels are drawers: open for a moment, not as a preference. */
export const viewsDrawer = newToggle();
export const contextDrawer = newToggle();

const NARROW_CONTEXT = "(max-width: 1099px)";
const NARROW_VIEWS = "(max-width: 899px)";
const ONE_PANE = "(max-width: 759px)";

export function toggleViews(): void {
  if (matchMedia(NARROW_VIEWS).matches) return viewsDrawer.set(!viewsDrawer.get());
  const panels = preferenceNow("panels");
  setPreference("panels", { ...panels, views: !panels.views });
}

export function toggleContext(): void {
  if (matchMedia(NARROW_CONTEXT).matches) return contextDrawer.set(!contextDrawer.get());
  const panels = preferenceNow("panels");
  setPreference("panels", { ...panels, context: !panels.context });
}

register(
  { id: "app.toggle_views", title: "panes.toggle_views", group: "app", keys: ["["], icon: "panel", run: toggleViews },
  { id: "app.toggle_context", title: "panes.toggle_context", group: "app", keys: ["]"], icon: "panelright", run: toggleContext },
);

interface PanesProps {
  views: ReactNode;
  list: ReactNode;
  thread: ReactNode;
  context: ReactNode;
  /** Which pane a phone shows. */
  front: "list" | "thread";
}

/** Views, list, thread and context beside each other; their widths and their presence are remembered. */
export function Panes({ views, list, thread, context, front }: PanesProps) {
  const [panels] = usePreference("panels");
  const [widths, setWidths] = usePreference("widths");
  const viewsOpen = viewsDrawer.use();
  const contextOpen = contextDrawer.use();
  const [dragged, setDragged] = useState<typeof widths | null>(null);
  const shown = dragged ?? widths;
  const resize = (pane: keyof typeof widths) => ({
    value: shown[pane],
    onDrag: (value: number) => setDragged({ ...shown, [pane]: value }),
    onDone: (value: number) => {
      setDragged(null);
      setWidths({ ...widths, [pane]: value });
    },
  });
  useCloseDrawers(front);
  // The conversation is what the page is about; on a phone, whichever pane is there.
  const mainList = useSyncExternalStore(onOnePane, isOnePane) && front === "list";
  const main = { id: "main", tabIndex: -1 };
  const style = { "--views-width": `${shown.views}px`, "--list-width": `${shown.list}px`, "--context-width": `${shown.context}px` } as CSSProperties;
  return (
    <div className="panes" style={style} data-views={panels.views ? "open" : "shut"} data-context={panels.context && context ? "open" : "shut"} data-front={front}>
      {(viewsOpen || contextOpen) && (
        <button type="button" className="drawer-scrim" aria-label={t("action.close_dialog")} onClick={() => (viewsDrawer.set(false), contextDrawer.set(false))} />
      )}
      <aside className="pane-views" aria-label={t("panes.views")} data-drawer={viewsOpen ? "open" : "shut"}>
        {views}
        <Resizer label={t("panes.resize_views")} min={168} max={320} {...resize("views")} />
      </aside>
      <section className="pane-list" aria-label={t("panes.list")} role={mainList ? "main" : undefined} {...(mainList ? main : {})}>
        {list}
        <Resizer label={t("panes.resize_list")} min={260} max={520} {...resize("list")} />
      </section>
      <main className="pane-thread" {...(mainList ? {} : main)}>
        {thread}
      </main>
      {context && (
        <aside className="pane-context" aria-label={t("panes.context")} data-drawer={contextOpen ? "open" : "shut"}>
          <Resizer label={t("panes.resize_context")} min={240} max={440} fromEnd {...resize("context")} />
          {context}
        </aside>
      )}
    </div>
  );
}

const isOnePane = () => matchMedia(ONE_PANE).matches;
function onOnePane(changed: () => void): () => void {
  const media = matchMedia(ONE_PANE);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

function useCloseDrawers(front: string): void {
  useEffect(() => {
    viewsDrawer.set(false);
    contextDrawer.set(false);
  }, [front]);
}
