import { Avatar } from "@kit/Avatar.tsx";
import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { currentScope } from "../actions/scope.ts";
import type { Notification } from "../api/types.ts";
import { useNow } from "../data/clock.ts";
import { markAllRead, notificationsQuery, notificationText, openNotification } from "../data/notifications.ts";
import { useBootstrap } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { shortTime } from "../i18n/time.ts";

/** The bell list: what happened that concerns the person (COLLAB-08). */
export default function Bell() {
  const [open, setOpen] = useState(false);
  const unread = useBootstrap().notifications_unread;
  return (
    <Popover
      label={t("bell.title")}
      open={open}
      onOpenChange={setOpen}
      flush
      trigger={
        <button type="button" className="rail-button" aria-label={t("bell.label", { n: unread })} title={t("bell.title")}>
          <Icon name="bell" />
          {unread > 0 && <span className="rail-badge num">{unread > 99 ? "99+" : unread}</span>}
        </button>
      }
    >
      <BellList onDone={() => setOpen(false)} />
    </Popover>
  );
}

function BellList({ onDone }: { onDone: () => void }) {
  const { data = [] } = useQuery(notificationsQuery);
  const now = useNow();
  const choose = (notification: Notification) => {
    onDone();
    void openNotification(notification, currentScope().go);
  };
  return (
    <div className="bell">
      <header className="hstack">
        <h2 className="grow">{t("bell.title")}</h2>
        {data.some((one) => !one.read) && (
          <Button look="ghost" compact onClick={markAllRead}>
            {t("bell.all_read")}
          </Button>
        )}
      </header>
      {data.length === 0 && <p className="choices-none">{t("bell.none")}</p>}
      <ul role="list">
        {data.map((one) => (
          <li key={one.id}>
            <button type="button" className={`menu-item ${one.read ? "" : "unread"}`} onClick={() => choose(one)}>
              {one.actor.name ? <Avatar size={26} name={one.actor.name} initials={one.actor.initials} color={one.actor.color} url={one.actor.avatar_url} /> : <Icon name="bell" />}
              <span className="grow">{notificationText(one)}</span>
              <span className="end xs">{shortTime(one.created_at, now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
