import { Button, IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Kbd } from "@kit/Kbd.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { actionById } from "../../actions/registry.ts";
import { currentScope } from "../../actions/scope.ts";
import { keysOfAction } from "../../actions/useKeys.ts";
import type { View } from "../../api/types.ts";
import { cache } from "../../api/cache.ts";
import { useOutbox } from "../../data/doing.ts";
import { countDelta } from "../../data/overlay.ts";
import { usePreference } from "../../data/preferences.ts";
import { useBootstrap } from "../../data/session.ts";
import { countsQuery } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { findRow } from "../../live/apply.ts";
import { paths } from "../../paths.ts";
import { toggleViews } from "../../shell/Panes.tsx";
import { Availability } from "./Availability.tsx";
import { InboxSwitcher } from "./InboxSwitcher.tsx";
import { ViewLink } from "./ViewLink.tsx";
import "./views.css";

const CustomViewMenu = lazy(() => import("./CustomViewMenu.tsx"));
const ViewEditor = lazy(() => import("./ViewEditor.tsx"));

/** The left panel: which inbox, whether one is there, and its views with live counters. */
export function ViewsPanel({ inboxId, viewId }: { inboxId: string; viewId: string | null }) {
  const { views, inboxes } = useBootstrap();
  const desk = inboxes.find(({ id }) => id === inboxId)?.kind === "help_desk";
  const [moreOpen, setMoreOpen] = usePreference("more_open");
  const [editing, setEditing] = useState<View | "new" | null>(null);
  const counts = useCounts();
  const mine = views.filter((view) => view.inbox_id === inboxId);
  const standard = mine.filter((view) => view.kind !== "custom" && view.always_visible);
  const more = mine.filter((view) => view.kind !== "custom" && !view.always_visible);
  const custom = mine.filter((view) => view.kind === "custom").sort((a, b) => (a.custom?.position ?? 0) - (b.custom?.position ?? 0));
  const link = (view: View) => <ViewLink key={view.id} view={view} current={view.id === viewId} count={counts(view)} />;
  // The view on the screen stays visible even while More is folded.
  const shownMore = moreOpen ? more : more.filter((view) => view.id === viewId);

  return (
    <div className="views">
      <div className="views-top">
        <InboxSwitcher inboxId={inboxId} />
        <IconButton icon="panel" label={t("panes.toggle_views")} keys={keysOfAction("app.toggle_views")} compact onClick={toggleViews} />
      </div>
      <Availability />
      <Link to={paths.search({ inbox: inboxId })} className="views-search">
        <Icon name="search" />
        <span className="grow">{t("search.title")}</span>
        <Kbd keys={keysOfAction("go.search") ?? "/"} />
      </Link>
      {desk && (
        <Link to={paths.records("ticket")} className="views-search">
          <Icon name="ticket" />
          {t("views.tickets")}
        </Link>
      )}
      <nav className="views-scroll" aria-label={t("views.standard")}>
        <ul role="list">
          {standard.map(link)}
          <li>
            <button type="button" className="view" aria-expanded={moreOpen} onClick={() => setMoreOpen(!moreOpen)}>
              <Icon name={moreOpen ? "up" : "down"} />
              {t("views.more")}
            </button>
          </li>
          {shownMore.map(link)}
          {moreOpen ? (
            <li>
              <Link to={paths.search({ inbox: inboxId, q: "is:mine in:all status:open" })} className="view">
                <Icon name="people" />
                {t("views.my_work")}
              </Link>
            </li>
          ) : null}
        </ul>
        <h2 className="views-heading">{t("views.custom")}</h2>
        <ul role="list">
          {custom.map((view) => (
            <ViewLink
              key={view.id}
              view={view}
              current={view.id === viewId}
              count={counts(view)}
              menu={
                <Suspense>
                  <CustomViewMenu view={view} siblings={custom} onEdit={() => setEditing(view)} />
                </Suspense>
              }
            />
          ))}
          <li>
            <button type="button" className="view faint" onClick={() => setEditing("new")}>
              <Icon name="plus" />
              {t("views.new")}
            </button>
          </li>
        </ul>
      </nav>
      <div className="views-foot">
        <Button look="pri" icon="pen" className="grow" keys={keysOfAction("write.compose")} onClick={() => actionById("write.compose")?.run(currentScope())}>
          {t("action.compose")}
        </Button>
        <Link to={paths.settings(`inboxes/${inboxId}`)} className="btn icononly" aria-label={t("views.settings")} title={t("views.settings")}>
          <Icon name="gear" />
        </Link>
      </div>
      {editing && (
        <Suspense>
          <ViewEditor inboxId={inboxId} view={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
    </div>
  );
}

// The server's counter, moved by what waits in the outbox.
function useCounts(): (view: View) => number | null {
  const bootstrap = useBootstrap();
  const entries = useOutbox();
  const { data } = useQuery(countsQuery);
  const touched = new Set(entries.flatMap(({ deed }) => (deed.kind === "action" ? (deed.request.thread_ids ?? []) : [])));
  const rows = [...touched].flatMap((id) => findRow(cache, id) ?? []);
  return (view) => {
    const known = data?.[view.id] ?? view.count;
    return known === null || view.count === null ? null : Math.max(0, known + countDelta(view, rows, entries, bootstrap));
  };
}
