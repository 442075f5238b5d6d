import { Avatar } from "@kit/Avatar.tsx";
import { t } from "../../i18n/i18n.ts";
import { Attachments } from "./Attachments.tsx";
import { Enclosed } from "./Enclosed.tsx";
import type { ItemProps } from "./ItemView.tsx";
import { ItemTime } from "./Letter.tsx";
import { MailFrame } from "./MailFrame.tsx";
import { MessageMenu } from "./MessageMenu.tsx";
import { PlainText } from "./PlainText.tsx";
import { SendState } from "./SendState.tsx";

/** A line of talk: the contact on one side, the team on the other. */
export function Bubble({ item, thread, entry }: ItemProps) {
  const message = item.message;
  if (!message) return null;
  const ours = message.direction === "outgoing";
  const name = item.actor.name || (ours ? t("visitor.greeting") : thread.sender_name);
  return (
    <article className={`bubble ${ours ? "ours" : ""}`} aria-label={t("item.by", { name })}>
      <Avatar size={26} name={name} initials={item.actor.initials || name.slice(0, 1)} color={item.actor.color} url={item.actor.avatar_url} />
      <div className="bubble-column">
        <div className="bubble-body">
          {message.has_html ? <MailFrame message={message} quoted={false} /> : <PlainText text={message.text} />}
          <Attachments attachments={message.attachments} />
          <Enclosed item={item} />
        </div>
        <footer className="xs faint">
          {message.app_name ? t("item.via", { name, app: message.app_name }) : name} · <ItemTime at={item.created_at} /> {ours && <SendState item={item} message={message} entry={entry} />}
        </footer>
      </div>
      <MessageMenu item={item} thread={thread} />
    </article>
  );
}
