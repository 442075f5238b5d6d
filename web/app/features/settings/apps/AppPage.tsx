import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { Page, Tabs } from "../Page.tsx";
import { Access } from "./Access.tsx";
import { Deliveries } from "./Deliveries.tsx";
import type { App, ScopeGroup } from "./model.ts";
import { Webhooks } from "./Webhooks.tsx";

const TABS = [
  ["", "apps.tab_access"],
  ["webhooks", "apps.tab_webhooks"],
  ["deliveries", "apps.tab_deliveries"],
] as const;

/** One app: what it may, of what it is told, and what became of that. */
export function AppPage({ app, groups, tab }: { app: App; groups: readonly ScopeGroup[]; tab: string }) {
  return (
    <Page title={app.name} text={app.description} back={{ to: paths.settings("apps"), label: t("apps.title") }} wide={tab === "deliveries"}>
      <Tabs label={app.name} tabs={TABS.map(([part, key]) => [paths.settings(`apps/${app.id}${part && `/${part}`}`), t(key)] as const)} />
      {tab === "" && <Access app={app} groups={groups} />}
      {tab === "webhooks" && <Webhooks app={app} />}
      {tab === "deliveries" && <Deliveries app={app} />}
    </Page>
  );
}
