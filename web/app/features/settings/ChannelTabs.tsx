import { api } from "../../api/client.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Page, Section, Tabs } from "./Page.tsx";
import { Routing } from "./Routing.tsx";
import { save } from "./server.ts";

/** The two sides of a channel: how it works, and who gets what comes by it (ROUTE-05). */
export function ChannelTabs({ account }: { account: ChannelAccount }) {
  const path = paths.settings(`channels/${account.id}`);
  return (
    <Tabs
      label={account.name || account.address}
      tabs={[
        [path, t("channel.tab_settings")],
        [`${path}/automation`, t("channel.tab_automation")],
      ]}
    />
  );
}

/** What happens by itself to new conversations of a channel. */
export function ChannelAutomation({ account }: { account: ChannelAccount }) {
  const inbox = useBootstrap().inboxes.find(({ id }) => id === account.inbox_id);
  const back = { to: paths.settings(`inboxes/${account.inbox_id}`), label: inbox?.name ?? t("inboxes.title") };
  return (
    <Page title={account.name || account.address} back={back} text={account.name && account.channel === "email" ? account.address : ""}>
      <ChannelTabs account={account} />
      <Section title={t("routing.title")} text={t("routing.text")}>
        <Routing account={account} save={(routing) => save(api.PATCH("/channel-accounts/{id}", { params: { path: { id: account.id } }, body: { routing } }))} />
      </Section>
    </Page>
  );
}
