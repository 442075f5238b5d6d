import { Button } from "@kit/Button.tsx";
import { lazy, memo, type RefObject, Suspense, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import type { ThreadHandle } from "../../actions/types.ts";
import type { Thread, OpenThread } from "../../api/types.ts";
import { usePreference } from "../../data/preferences.ts";
import { useAccounts, useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { tellViewing } from "../../live/live.ts";
import { Resizer } from "../../shell/Resizer.tsx";
import { ComposerTabs } from "./ComposerTabs.tsx";
import { DraftFiles, useUploads } from "./DraftFiles.tsx";
import { Envelope } from "./Envelope.tsx";
import { focusHistory } from "./History.tsx";
import { NewerNotice } from "./NewerNotice.tsx";
import { cannotSend, draftMode, emptyDraft, type Mode, newerMessage, seenSeq, startDraft } from "./replying.ts";
import type { RichHandle } from "../../editor/RichText.tsx";
import { SendButtons } from "./SendButtons.tsx";
import { sendComment, sendMessage } from "./sending.ts";
import { Signature, signatureFor } from "./Signature.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { useDraft } from "./useDraft.ts";
import "./composer.css";

const RichText = lazy(() => import("../../editor/RichText.tsx"));

interface ComposerProps {
  page: OpenThread;
  thread: Thread;
  /** Takes what commands can do to the editor. */
  handle: RefObject<ThreadHandle | null>;
}

/** Where answers and comments are written; it takes the colour of a comment when it is one. */
export const Composer = memo(function Composer({ page, thread, handle }: ComposerProps) {
  const me = useMe();
  const accounts = useAccounts(thread.inbox_id, page.thread.default_reply.channel_account_id);
  const mayAnswer = thread.abilities.includes("answer");
  const [mode, setMode] = useState<Mode>(() => (mayAnswer ? firstMode(page) : "comment"));
  const { draft, change, replace, saved, version } = useDraft(page, mode, accounts);
  const [height, setHeight] = usePreference("composer_height");
  const [dragged, setDragged] = useState<number | null>(null);
  const [signed, setSigned] = useState(true);
  const [warned, setWarned] = useState(0);
  const [shownFields, setShownFields] = useState<readonly ("cc" | "bcc")[]>([]);
  const editor = useRef<RichHandle | null>(null);
  const wantsFocus = useRef(false);
  const uploads = useUploads(draft, change);

  const account = accounts.find((candidate) => candidate.id === draft.channel_account_id);
  const comment = mode === "comment";
  const reason = cannotSend(thread, account, draft);
  const newer = newerMessage(page.items, Math.max(draft.seen_seq, warned), me.id);
  const empty = draft.text.trim() === "" && draft.attachments.length === 0 && mode !== "forward";
  const unaddressed = !comment && account?.channel === "email" && draft.to.length === 0;
  const blocked = reason !== null || empty || unaddressed || uploads.busy;
  const signature = !comment && signed ? signatureFor(account, me) : "";

  const focus = useCallback(() => {
    wantsFocus.current = true;
    editor.current?.focus();
  }, []);
  const open = useCallback(
    (next: Mode, forwardItemId?: string) => {
      if (next !== "comment" && !mayAnswer) return;
      if (next === "reply_all" || forwardItemId) replace(next, emptyDraftKeepingText(page, next, accounts, forwardItemId));
      setMode(next);
      focus();
    },
    [mayAnswer, page, accounts, replace, focus],
  );

  const send = (close: boolean, send_at: string | null = null) => {
    if (blocked) return focus();
    if (!comment && newer && !empty) return;
    if (comment) sendComment(thread, draft);
    else sendMessage(thread, draft, draft.html + (signature ? `<div class="signature">${signature}</div>` : ""), { close, send_at });
    replace(mode, emptyDraft(page, mode === "forward" || mode === "reply_all" ? "reply" : mode, accounts));
    if (mode === "forward" || mode === "reply_all") setMode("reply");
    setSigned(true);
    if (close && !comment) currentScope().list?.leave([thread.id]);
  };
  const sendNow = useRef(send);
  sendNow.current = send;

  useImperativeHandle(handle, () => ({ id: thread.id, reply: open, forward: (itemId) => open("forward", itemId), send: (close) => sendNow.current(close) }), [thread.id, open]);
  // Whoever wrote when the next conversation came goes on reading there.
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const section = box.current;
    return () => void (section?.contains(document.activeElement) && requestAnimationFrame(focusHistory));
  }, []);
  useTypingSign(thread.id, comment ? "comment" : "reply", draft.text);

  return (
    <section ref={box} className={`composer ${comment ? "comment" : ""}`} aria-label={t(comment ? "composer.comment" : "composer.reply")}>
      <Resizer label={t("composer.resize")} min={54} max={Math.round(innerHeight * 0.6)} upwards value={dragged ?? height} onDrag={setDragged} onDone={(value) => (setDragged(null), setHeight(value))} />
      <ComposerTabs mode={mode} thread={thread} account={account} accounts={accounts} mayAnswer={mayAnswer} contactEmail={page.contact?.email ?? ""} saved={saved} onMode={open} onAccount={(channel_account_id, to) => change({ channel_account_id, ...(to ? { to } : {}) })} />
      {!comment && (account?.channel ?? "email") === "email" && <Envelope draft={draft} accounts={accounts} subject={mode === "forward"} shown={shownFields} onShow={setShownFields} onChange={change} />}
      <div className="composer-scroll" style={{ height: dragged ?? height }} onClick={(event) => event.target === event.currentTarget && focus()}>
        <Suspense fallback={<p className="rich-waiting faint">{draft.text || t(comment ? "composer.write_comment" : "composer.write_reply")}</p>}>
          <RichText
            key={`${draftMode(mode)} ${version}`}
            html={draft.html}
            label={t(comment ? "composer.comment" : "composer.reply")}
            placeholder={t(comment ? "composer.write_comment" : "composer.write_reply")}
            features={comment ? { mentions: thread.inbox_id } : { snippets: page.contact ?? thread.contact }}
            onReady={(handle) => {
              editor.current = handle;
              if (wantsFocus.current) handle?.focus();
            }}
            onChange={change}
            onFiles={uploads.add}
            onSubmit={(close) => send(close)}
            onEscape={focusHistory}
          />
        </Suspense>
        {signature && <Signature html={signature} onRemove={() => setSigned(false)} />}
      </div>
      <DraftFiles files={draft.attachments} uploading={uploads.uploading} onRemove={(id) => change({ attachments: draft.attachments.filter((file) => file.id !== id) })} />
      {newer && !comment && !empty && <NewerNotice item={newer} onSend={() => (setWarned(seenSeq(page)), change({ seen_seq: seenSeq(page) }))} />}
      {reason && <p className="composer-reason" role="status">{reason}</p>}
      <div className="composer-foot">
        <Toolbar editor={editor} comment={comment} contact={page.contact ?? thread.contact} onFiles={uploads.add} onAttached={uploads.put} onTemplate={(subject) => subject && mode === "forward" && change({ subject })} />
        {!empty && (
          <Button look="ghost" compact icon="trash" aria-label={t("composer.discard")} title={t("composer.discard")} onClick={() => replace(mode, emptyDraft(page, mode, accounts))} />
        )}
        <SendButtons comment={comment} disabled={blocked || (!comment && newer !== null && !empty)} onSend={send} />
      </div>
    </section>
  );
});

function emptyDraftKeepingText(...args: Parameters<typeof emptyDraft>): (old: { html: string; text: string; attachments: ReturnType<typeof emptyDraft>["attachments"] }) => ReturnType<typeof emptyDraft> {
  const fresh = emptyDraft(...args);
  return (old) => ({ ...fresh, html: old.html, text: old.text, attachments: old.attachments });
}

// A comment that was begun is gone on with; otherwise an answer is what one came for.
function firstMode(page: OpenThread): Mode {
  const begun = (mode: Mode) => startDraft(page, mode, []).text.trim() !== "";
  if (begun("reply")) return "reply";
  if (begun("comment")) return "comment";
  return begun("forward") ? "forward" : "reply";
}

const TYPING_STOPS_MS = 4000;

// Colleagues see a typing sign while the text changes, and for a moment after.
function useTypingSign(threadId: string, kind: "reply" | "comment", text: string): void {
  const first = useRef(text);
  useEffect(() => {
    if (text === first.current) return;
    first.current = text;
    tellViewing(threadId, kind);
    const timer = setTimeout(() => tellViewing(threadId, null), TYPING_STOPS_MS);
    return () => clearTimeout(timer);
  }, [threadId, kind, text]);
}
