import { Link, useParams } from "@tanstack/react-router";
import { EmptyState } from "@kit/EmptyState.tsx";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { settingsPages } from "./pages.ts";
import "./settings.css";

/** Settings: the list of pages beside the one that is open. */
export function SettingsPage() {
  const { page = settingsPages[0]?.path } = useParams({ strict: false });
  const current = settingsPages.find(({ path }) => path === page);
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={t("nav.settings")}>
        <h2>{t("nav.settings")}</h2>
        <ul role="list">
          {settingsPages.map(({ path, title }) => (
            <li key={path}>
              <Link to={paths.settings(path)} className={`view ${path === page ? "on" : ""}`} aria-current={path === page ? "page" : undefined}>
                {t(title)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className="settings-page" id="main">
        {current ? <current.Page /> : <EmptyState icon="search" title={t("page.none")} text={t("thread.gone_text")} />}
      </main>
    </div>
  );
}
