import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { View } from "../../api/types.ts";
import { VIEW_ICONS, viewTitle } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { count as formatCount } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";

interface ViewLinkProps {
  view: View;
  current: boolean;
  count: number | null;
  menu?: ReactNode;
}

/** One view with its counter; Unassigned is hot while someone waits there. */
export function ViewLink({ view, current, count, menu }: ViewLinkProps) {
  const hot = view.kind === "unassigned" && (count ?? 0) > 0;
  const filling = view.custom?.filling;
  return (
    <li className="view-line">
      <Link to={paths.view(view.inbox_id, view.id)} className={`view ${current ? "on" : ""} ${hot ? "hot" : ""}`} aria-current={current ? "page" : undefined}>
        <Icon name={VIEW_ICONS[view.kind]} />
        <span className="clip grow">{viewTitle(view)}</span>
        {count !== null && count > 0 && (
          <span className="view-count num" title={filling ? t("views.filling") : undefined}>
            {filling ? `${formatCount(count)}…` : formatCount(count)}
          </span>
        )}
      </Link>
      {menu}
    </li>
  );
}
