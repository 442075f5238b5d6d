import { Avatar } from "@kit/Avatar.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Popover } from "@kit/Popover.tsx";
import { lazy, Suspense, useState } from "react";
import type { Thread } from "../../api/types.ts";
import { useUser } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";

const ChooseAssignee = lazy(async () => ({ default: (await import("../../asking/choosing.tsx")).ChooseAssignee }));

/** Who answers for the thread, and the drop-down to change it (THR-02). */
export function OwnerButton({ thread }: { thread: Thread }) {
  const [open, setOpen] = useState(false);
  const { assignee } = thread;
  const user = useUser(assignee?.kind === "user" ? assignee.id : null);
  const may = thread.abilities.includes("assign");
  return (
    <Popover
      label={t("assign.label")}
      open={open}
      onOpenChange={setOpen}
      flush
      trigger={
        <button type="button" className="owner" disabled={!may}>
          {user ? (
            <Avatar size={22} name={user.name} initials={user.initials} color={user.color} url={user.avatar_url} />
          ) : (
            <span className="owner-none">
              <Icon name={assignee?.kind === "bot" ? "bot" : "people"} size="small" />
            </span>
          )}
          <b className="clip">{assignee?.name ?? t("assign.nobody")}</b>
          <span className="faint">{t("thread.owner_word")}</span>
          <Icon name="down" size="small" />
        </button>
      }
    >
      <Suspense>
        <ChooseAssignee targets={{ rows: [thread], match: null }} onDone={() => setOpen(false)} />
      </Suspense>
    </Popover>
  );
}
