import { Avatar } from "@kit/Avatar.tsx";
import { Button, IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { lazy, Suspense, useState } from "react";
import { cache } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { Item } from "../../api/types.ts";
import { outbox, reportFailure } from "../../data/doing.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { applyItems } from "../../live/apply.ts";
import { SafeHtml } from "../../safe/SafeHtml.tsx";
import { Attachments } from "./Attachments.tsx";
import type { ItemProps } from "./ItemView.tsx";
import { ItemTime } from "./Letter.tsx";
import { copyLink } from "./links.ts";

const RichText = lazy(() => import("../../editor/RichText.tsx"));

/** A note between colleagues: its own colour and its own words, never mistakable for an answer. */
export function CommentView({ item, entry }: ItemProps) {
  const [editing, setEditing] = useState(false);
  const me = useMe();
  const comment = item.comment;
  if (!comment) return null;
  const mine = item.actor.kind === "user" && item.actor.id === me.id && !comment.deleted && !entry;
  const save = (html: string, text: string) => {
    setEditing(false);
    change(answer(api.PATCH("/comments/{id}", { params: { path: { id: item.id } }, body: { html, text } })), { ...item, comment: { ...comment, html, text } }, item);
  };
  const remove = () => change(answer(api.DELETE("/comments/{id}", { params: { path: { id: item.id } } })), { ...item, comment: { ...comment, deleted: true } }, item);
  return (
    <article className="item cmt" aria-label={t("comment.by", { name: item.actor.name })}>
      <Avatar size={34} name={item.actor.name} initials={item.actor.initials} color={item.actor.color} url={item.actor.avatar_url} />
      <div>
        <header className="item-head">
          <b>{item.actor.name}</b>
          <span className="faint sm clip">
            {t("comment.note")}
            {comment.edited_at && ` · ${t("comment.edited")}`}
          </span>
          <span className="item-menu">
            <Menu align="end" trigger={<IconButton icon="dots" compact label={t("item.menu")} />}>
              <MenuItem icon="link" onSelect={() => void copyLink(item.thread_id, item.id)}>
                {t("action.copy_link")}
              </MenuItem>
              {mine && (
                <MenuItem icon="pen" onSelect={() => setEditing(true)}>
                  {t("action.edit")}
                </MenuItem>
              )}
              {mine && (
                <MenuItem icon="trash" danger onSelect={remove}>
                  {t("action.delete")}
                </MenuItem>
              )}
            </Menu>
          </span>
          <ItemTime at={item.created_at} />
        </header>
        <div className="item-body">
          {editing ? (
            <Suspense>
              <CommentEditor item={item} onSave={save} onCancel={() => setEditing(false)} />
            </Suspense>
          ) : comment.deleted ? (
            <p className="faint">{t("comment.deleted")}</p>
          ) : (
            <SafeHtml className="rich" html={comment.html || escape(comment.text)} text={comment.text} />
          )}
          <Attachments attachments={comment.attachments} />
          {entry?.state === "refused" && (
            <p className="send-failed">
              {t("send.failed", { why: entry.refusal?.message ?? "" })}
              <Button compact onClick={() => outbox.retry(entry.id)}>
                {t("action.retry")}
              </Button>
            </p>
          )}
        </div>
      </div>
    </article>
  );
}

function CommentEditor({ item, onSave, onCancel }: { item: Item; onSave: (html: string, text: string) => void; onCancel: () => void }) {
  const [value, setValue] = useState({ html: item.comment?.html ?? "", text: item.comment?.text ?? "" });
  return (
    <>
      <RichText html={value.html} label={t("composer.comment")} placeholder="" features={{ mentions: item.thread_id }} autoFocus onChange={setValue} onSubmit={() => onSave(value.html, value.text)} />
      <div className="hstack" style={{ justifyContent: "flex-end" }}>
        <Button compact onClick={onCancel}>
          {t("action.cancel")}
        </Button>
        <Button compact look="pri" onClick={() => onSave(value.html, value.text)}>
          {t("action.save")}
        </Button>
      </div>
    </>
  );
}

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>");

function change(call: Promise<unknown>, early: Item, before: Item): void {
  applyItems(cache, [early]);
  call.catch((error: ApiError) => {
    applyItems(cache, [before]);
    reportFailure(error);
  });
}
