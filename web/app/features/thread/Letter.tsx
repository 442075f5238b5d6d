import { Avatar } from "@kit/Avatar.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import type { Address, Item, Message } from "../../api/types.ts";
import { useNow } from "../../data/clock.ts";
import { t } from "../../i18n/i18n.ts";
import { fullTime, itemTime } from "../../i18n/time.ts";
import { Enclosed } from "./Enclosed.tsx";
import { Attachments } from "./Attachments.tsx";
import type { ItemProps } from "./ItemView.tsx";
import { LetterDetails } from "./LetterDetails.tsx";
import { MailFrame } from "./MailFrame.tsx";
import { MessageMenu } from "./MessageMenu.tsx";
import { PlainText } from "./PlainText.tsx";
import { SendState } from "./SendState.tsx";

const AUTOMATIC = ["bounce", "auto-reply", "list"] as const;

/** An e-mail as a letter: who to whom, the newest part of its text, the rest behind "…". */
export function Letter({ item, thread, entry, collapsed, onExpand }: ItemProps) {
  const [quoted, setQuoted] = useState(false);
  const [details, setDetails] = useState(false);
  const message = item.message;
  if (!message) return null;
  if (collapsed) return <CollapsedLetter item={item} message={message} onExpand={onExpand} />;
  const auto = AUTOMATIC.find((kind) => kind === message.auto);
  const mine = message.direction === "outgoing";
  return (
    <article className={`item ${mine ? "out" : ""}`} aria-label={t("item.by", { name: item.actor.name })}>
      <Avatar size={34} name={item.actor.name} initials={item.actor.initials} color={item.actor.color} url={item.actor.avatar_url} />
      <div>
        <header className="item-head">
          <b>{message.app_name ? t("item.via", { name: item.actor.name, app: message.app_name }) : item.actor.name}</b>
          <span className={`faint sm ${mine ? "send-line" : "clip"}`}>{mine ? <SendState item={item} message={message} entry={entry} /> : route(message)}</span>
          <button type="button" className="details-toggle" aria-expanded={details} aria-label={t("letter.details")} title={t("letter.details")} onClick={() => setDetails(!details)}>
            <Icon name={details ? "up" : "down"} size="small" />
          </button>
          {message.authenticated === "fail" && <Tag look="warn" title={t("letter.unauthenticated_text")}>{t("letter.unauthenticated")}</Tag>}
          {auto && <Tag>{t(`letter.${auto}`)}</Tag>}
          {message.new_participant && <Tag look="warn">{t("letter.new_participant")}</Tag>}
          <MessageMenu item={item} thread={thread} />
          <ItemTime at={item.created_at} />
        </header>
        {details && <LetterDetails item={item} message={message} />}
        <div className="item-body">
          {message.has_html || quoted ? <MailFrame message={message} quoted={quoted} /> : <PlainText text={message.text} />}
          {message.trimmed && (
            <button type="button" className="quote" aria-expanded={quoted} aria-label={t(quoted ? "letter.hide_quoted" : "letter.show_quoted")} title={t(quoted ? "letter.hide_quoted" : "letter.show_quoted")} onClick={() => setQuoted(!quoted)}>
              ···
            </button>
          )}
          <Enclosed item={item} />
          <Attachments attachments={message.attachments} />
        </div>
      </div>
    </article>
  );
}

export function ItemTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={fullTime(at)}>
      {itemTime(at, now)}
    </time>
  );
}

function CollapsedLetter({ item, message, onExpand }: { item: Item; message: Message; onExpand: (() => void) | undefined }) {
  return (
    <button type="button" className="item collapsed" aria-expanded="false" onClick={onExpand}>
      <Avatar size={22} name={item.actor.name} initials={item.actor.initials} color={item.actor.color} url={item.actor.avatar_url} />
      <b className="clip">{item.actor.name}</b>
      <span className="clip faint grow">{message.text}</span>
      {message.attachments.length > 0 && <Icon name="clip" size="small" />}
      <ItemTime at={item.created_at} />
    </button>
  );
}

const who = (address: Address) => address.name || address.address;

// A letter to us needs only its sender; those in copy are worth a word.
function route({ from, to, cc }: Message): string {
  if (cc.length > 0) return t("letter.with_cc", { from: from.address, cc: cc.map(who).join(", ") });
  return to.length > 0 ? `${from.address} → ${to.map((address) => address.address).join(", ")}` : from.address;
}
