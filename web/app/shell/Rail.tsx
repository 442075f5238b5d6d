import { Icon, type IconName } from "@kit/Icon.tsx";
import { tip } from "@kit/Tooltip.tsx";
import { lazy, Suspense } from "react";
import { Link, useRouterState } from "@tanstack/react-router";
import { keysOfAction } from "../actions/useKeys.ts";
import { t } from "../i18n/i18n.ts";
import { paths } from "../paths.ts";
import { Profile } from "./Profile.tsx";

// The bell may ring a moment later than the list is there.
const Bell = lazy(() => import("./Bell.tsx"));

/** The main navigation. Its group CRM begins with the inbox (VIEW-01). */
export function Rail() {
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <Link to={paths.home()} className="logo" aria-label="Parley">
        <Icon name="chat" />
      </Link>
      <div role="group" aria-label={t("nav.crm")} className="rail-group">
        <span className="rail-title" aria-hidden="true">
          {t("nav.crm")}
        </span>
        <RailLink icon="inbox" label={t("nav.inbox")} to={paths.home()} under={["/inbox", "/search"]} />
        <RailLink icon="people" label={t("nav.contacts")} to={paths.contacts()} under={["/contacts", "/companies", "/deals", "/objects"]} action="go.contacts" />
        <RailLink icon="ticket" label={t("nav.tickets")} to={paths.records("ticket")} under={["/tickets"]} action="go.tickets" />
      </div>
      <span className="grow" />
      <Suspense fallback={<span className="rail-button" />}>
        <Bell />
      </Suspense>
      <RailLink icon="gear" label={t("nav.settings")} to={paths.settings()} under={["/settings"]} />
      <Profile />
    </nav>
  );
}

interface RailLinkProps {
  icon: IconName;
  label: string;
  to: string;
  under: readonly string[];
  action?: string;
}

function RailLink({ icon, label, to, under, action }: RailLinkProps) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const on = under.some((prefix) => path.startsWith(prefix));
  return (
    <Link to={to} className={`rail-button ${on ? "on" : ""}`} aria-label={label} aria-current={on ? "page" : undefined} {...tip(label, action && keysOfAction(action), "right")}>
      <Icon name={icon} />
    </Link>
  );
}
