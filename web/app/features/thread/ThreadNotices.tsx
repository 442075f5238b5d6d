import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import type { ReactNode } from "react";
import { currentScope } from "../../actions/scope.ts";
import type { Thread, OpenThread } from "../../api/types.ts";
import { act } from "../../data/doing.ts";
import { threadPath } from "../../data/notifications.ts";
import { t } from "../../i18n/i18n.ts";
import { acceptParticipant } from "./people.ts";

const goTo = (threadId: string) => void threadPath(threadId).then((path) => currentScope().go(path));

/** What has to be known before one writes: spam, trash, merged away, also handled elsewhere. */
export function ThreadNotices({ thread, alsoIn }: { thread: Thread; alsoIn: OpenThread["also_in"] }) {
  const ids = [thread.id];
  return (
    <>
      {thread.merged_into && (
        <Notice>
          {t("notice.merged")}
          <Button compact onClick={() => goTo(thread.merged_into ?? "")}>
            {t("action.show")}
          </Button>
        </Notice>
      )}
      {thread.trashed && <Notice>{t("notice.trashed")}</Notice>}
      {thread.spam && !thread.trashed && (
        <Notice>
          <span className="grow">
            {t("notice.spam")} {thread.spam_reason}
          </span>
          <Button compact onClick={() => void act({ action: "not_spam", thread_ids: ids })}>
            {t("action.not_spam")}
          </Button>
          <Button compact onClick={() => void act({ action: "not_spam", thread_ids: ids, allow_sender: true })}>
            {t("notice.allow_sender")}
          </Button>
          {thread.blocked_sender && (
            <Button compact onClick={() => void act({ action: "unblock", thread_ids: ids })}>
              {t("action.unblock")}
            </Button>
          )}
        </Notice>
      )}
      <Newcomers thread={thread} />
      {alsoIn.map((other) => (
        <Notice key={other.thread_id}>
          {t("notice.also_in", { inbox: other.inbox_name })}
          <Button compact onClick={() => goTo(other.thread_id)}>
            {t("action.show")}
          </Button>
        </Notice>
      ))}
    </>
  );
}

/** Somebody whom an unproved mail brought in: nobody writes to them before a person has agreed (ATK-11). */
function Newcomers({ thread }: { thread: Thread }) {
  return thread.participants
    .filter((participant) => !participant.accepted)
    .map(({ name, address }) => (
      <Notice key={address}>
        <span className="grow">{t("notice.newcomer", { who: name ? `${name} (${address})` : address })}</span>
        <Button compact onClick={() => void acceptParticipant(thread.id, address)}>
          {t("notice.accept")}
        </Button>
      </Notice>
    ));
}

function Notice({ children }: { children: ReactNode }) {
  return (
    <div className="notice">
      <Icon name="warn" size="small" />
      {children}
    </div>
  );
}
