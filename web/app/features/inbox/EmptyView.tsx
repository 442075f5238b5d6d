import { EmptyState } from "@kit/EmptyState.tsx";
import { Button } from "@kit/Button.tsx";
import { showToast } from "@kit/Toast.tsx";
import { Link } from "@tanstack/react-router";
import type { View } from "../../api/types.ts";
import { useBootstrap, useInbox } from "../../data/session.ts";
import { VIEW_ICONS } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";

// Views of which an empty list is good news.
const ZERO = ["unassigned", "mine", "open", "email", "chat"];

/** What an empty view teaches: how mail gets here, or that all is done. */
export default function EmptyView({ view }: { view: View }) {
  const accounts = useBootstrap().channel_accounts.filter((account) => account.inbox_id === view.inbox_id && !account.fallback);
  if (accounts.length === 0 && ZERO.includes(view.kind)) return <NoChannel inboxId={view.inbox_id} />;
  if (ZERO.includes(view.kind)) return <EmptyState icon="check" title={t("empty.zero")} text={t("empty.zero_text")} />;
  return <EmptyState icon={VIEW_ICONS[view.kind]} title={t("empty.nothing")} text={view.kind === "custom" ? t("empty.custom") : emptyText(view)} />;
}

function emptyText(view: View): string {
  const told = ["spam", "trash", "sent", "snoozed", "closed", "bots"] as const;
  const kind = told.find((candidate) => candidate === view.kind);
  return kind ? t(`empty.${kind}`) : t("empty.channel");
}

/** No channel yet: an address that works at once, and the way to one's own. */
function NoChannel({ inboxId }: { inboxId: string }) {
  const inbox = useInbox(inboxId);
  if (!inbox) return null;
  const connect = (
    <Link className="btn pri" to={paths.settings(`channels/new/${inboxId}`)}>
      {t("empty.connect")}
    </Link>
  );
  if (!inbox.address)
    return (
      <EmptyState icon="plug" title={t("empty.no_channel")} text={t("empty.no_channel_text")}>
        {connect}
      </EmptyState>
    );
  const copy = () => void navigator.clipboard.writeText(inbox.address).then(() => showToast({ id: "copied", text: t("done.copied") }));
  return (
    <EmptyState
      icon="mail"
      title={t("empty.first")}
      text={
        <>
          {t("empty.first_text")} <strong style={{ display: "block", marginTop: 8, color: "var(--ink)" }}>{inbox.address}</strong>
        </>
      }
    >
      <Button icon="copy" onClick={copy}>
        {t("action.copy_address")}
      </Button>
      {connect}
    </EmptyState>
  );
}
