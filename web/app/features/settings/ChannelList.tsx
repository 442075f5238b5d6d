import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { Link } from "@tanstack/react-router";
import type { ChannelAccount, Inbox } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { channelLook } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { CopyValue } from "./fields.tsx";
import { Line, Lines, Section } from "./Page.tsx";

/** The channels of an inbox, and the address that works without any. */
export function ChannelList({ inbox }: { inbox: Inbox }) {
  const accounts = useBootstrap().channel_accounts.filter((account) => account.inbox_id === inbox.id);
  return (
    <Section
      title={t("channels.title")}
      text={t("channels.text")}
      actions={
        <Link className="btn pri" to={paths.settings(`channels/new/${inbox.id}`)}>
          <Icon name="plus" />
          {t("channels.connect")}
        </Link>
      }
    >
      <FallbackAddress inbox={inbox} />
      <Lines label={t("channels.title")} none="">
        {accounts.map((account) => (
          <ChannelLine key={account.id} account={account} />
        ))}
      </Lines>
    </Section>
  );
}

/** The address that each inbox has from the first minute (EMAIL-07). */
function FallbackAddress({ inbox }: { inbox: Inbox }) {
  const { mail_domain } = useBootstrap().account;
  return (
    <div className="field">
      <span className="field-label">{t("channels.fallback")}</span>
      <CopyValue value={inbox.address} label={t("action.copy_address")} />
      <span className="hint">
        {t("channels.fallback_hint", { domain: mail_domain })} <Link to={paths.settings("domains")}>{t("channels.fallback_records")}</Link>
      </span>
    </div>
  );
}

export function ChannelLine({ account }: { account: ChannelAccount }) {
  const look = channelLook(account.channel);
  return (
    <Line
      start={<Icon name={look.icon} color={look.color} />}
      title={account.name || account.address}
      to={paths.settings(`channels/${account.id}`)}
      detail={[account.name && account.address, account.state_reason].filter(Boolean).join(" · ")}
      tags={
        <>
          <StateTag account={account} />
          {account.fallback && <Tag>{t("channels.fallback")}</Tag>}
        </>
      }
    />
  );
}

const LOOKS = { ok: "ok", connecting: "accent", failed: "danger", disabled: "plain" } as const;

/** Whether a channel works (EMAIL-08). */
export function StateTag({ account }: { account: ChannelAccount }) {
  const state = account.active ? account.state : "disabled";
  return <Tag look={LOOKS[state]}>{t(`channel_state.${state}`)}</Tag>;
}
