import { EmptyState } from "@kit/EmptyState.tsx";
import { Select } from "@kit/Field.tsx";
import { Link, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { currentScope } from "../../actions/scope.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Loading } from "./Page.tsx";
import { allowedGroups, type SettingsGroup } from "./pages.ts";
import { useMay } from "./server.ts";
import "./settings.css";

/** Settings: the list of pages beside the one that is open. */
export function SettingsPage() {
  const groups = allowedGroups(useMay());
  const pages = groups.flatMap((group) => group.pages);
  const { page = pages[0]?.path ?? "", _splat: rest = "" } = useParams({ strict: false });
  const current = pages.find(({ path }) => path === page);
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={t("nav.settings")}>
        <h2>{t("nav.settings")}</h2>
        {groups.map((group) => (
          <PageLinks key={group.title} group={group} page={page} />
        ))}
        <Jump groups={groups} page={page} />
      </nav>
      <main className="settings-page" id="main">
        {current ? (
          <Suspense fallback={<Loading />}>
            <current.Page key={`${page}/${rest}`} rest={rest} />
          </Suspense>
        ) : (
          <EmptyState icon="lock" title={t("settings.none")} text={t("settings.none_text")} />
        )}
      </main>
    </div>
  );
}

function PageLinks({ group, page }: { group: SettingsGroup; page: string }) {
  return (
    <>
      <h3>{t(group.title)}</h3>
      <ul role="list">
        {group.pages.map(({ path, title }) => (
          <li key={path}>
            <Link to={paths.settings(path)} className={`view ${path === page ? "on" : ""}`} aria-current={path === page ? "page" : undefined}>
              {t(title)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** On narrow screens the list is a drop-down. */
function Jump({ groups, page }: { groups: readonly SettingsGroup[]; page: string }) {
  return (
    <Select className="settings-jump" aria-label={t("nav.settings")} value={page} onChange={(event) => currentScope().go(paths.settings(event.target.value))}>
      {groups.map((group) => (
        <optgroup key={group.title} label={t(group.title)}>
          {group.pages.map(({ path, title }) => (
            <option key={path} value={path}>
              {t(title)}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}
