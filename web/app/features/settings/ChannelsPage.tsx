import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { ConfirmAlias } from "./Aliases.tsx";
import { ChannelLine } from "./ChannelList.tsx";
import { ChannelSettings } from "./ChannelSettings.tsx";
import { ChannelAutomation } from "./ChannelTabs.tsx";
import { ConnectPage } from "./ConnectPage.tsx";
import { Lines, Page, Section } from "./Page.tsx";
import type { SettingsPageProps } from "./pages.ts";

/** The channels of all inboxes, the one in the address, or a new one. */
export function ChannelsPage({ rest }: SettingsPageProps) {
  const { channel_accounts, inboxes } = useBootstrap();
  const [first = "", second = ""] = rest.split("/");
  const open = inboxes.filter((inbox) => !inbox.archived);
  if (first === "confirm") return <ConfirmAlias token={second} />;
  if (first === "new") return <ConnectPage inboxId={second || (open[0]?.id ?? "")} />;
  const account = channel_accounts.find(({ id }) => id === first);
  if (account && second === "automation") return <ChannelAutomation key={account.id} account={account} />;
  if (account) return <ChannelSettings key={account.id} account={account} />;
  return (
    <Page
      title={t("channels.title")}
      text={t("channels.text")}
      actions={
        <Link className="btn pri" to={paths.settings("channels/new")}>
          <Icon name="plus" />
          {t("channels.connect")}
        </Link>
      }
    >
      <ConsentResult />
      {open.map((inbox) => (
        <Section key={inbox.id} title={inbox.name}>
          <Lines label={inbox.name} none={t("channels.none")}>
            {channel_accounts
              .filter((candidate) => candidate.inbox_id === inbox.id)
              .map((candidate) => (
                <ChannelLine key={candidate.id} account={candidate} />
              ))}
          </Lines>
        </Section>
      ))}
    </Page>
  );
}

/** What came of going to Google or Microsoft: the server leads back here with the answer in the address. */
function ConsentResult() {
  const query = new URLSearchParams(location.search);
  if (query.has("connected")) return <p className="note ok" role="status">{t("consent.connected")}</p>;
  if (query.has("failed")) return <p className="note danger" role="alert">{t("consent.failed")}</p>;
  return null;
}
