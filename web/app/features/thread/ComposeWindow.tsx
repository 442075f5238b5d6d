import { Button, IconButton } from "@kit/Button.tsx";
import { dropToast, showToast } from "@kit/Toast.tsx";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { outbox, post, reportFailure } from "../../data/doing.ts";
import { useAccounts, useBootstrap, useMe } from "../../data/session.ts";
import { forgetUndo, rememberUndo } from "../../data/undo.ts";
import { t } from "../../i18n/i18n.ts";
import { closeCompose, type Composing, endCompose, reopenCompose } from "../../data/compose.ts";
import { DraftFiles, useUploads } from "./DraftFiles.tsx";
import { dropDraft, type LocalDraft, loadDraft, restoreDraft, saveDraft } from "./drafts.ts";
import { Envelope } from "./Envelope.tsx";
import { accountTrouble } from "./replying.ts";
import type { RichHandle } from "../../editor/RichText.tsx";
import { SendButtons } from "./SendButtons.tsx";
import { Signature, signatureFor } from "./Signature.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { undoSending } from "./sending.ts";
import "./composer.css";

const RichText = lazy(() => import("../../editor/RichText.tsx"));

/** The window of a new letter, over whatever is on the screen. */
export default function ComposeWindow({ composing }: { composing: Composing }) {
  const me = useMe();
  const { inboxes, custom_channels } = useBootstrap();
  const inboxId = composing.inbox_id ?? inboxes[0]?.id ?? "";
  const accounts = useAccounts(inboxId).filter((account) => account.channel === "email" || custom_channels.some((own) => own.channel === account.channel && own.starts));
  const place = { client_id: composing.client_id };
  const [draft, setDraft] = useState<LocalDraft>(() => loadDraft(place, undefined) ?? newLetter(composing, accounts[0]?.id ?? null));
  const [saved, setSaved] = useState(false);
  const [signed, setSigned] = useState(true);
  const [shown, setShown] = useState<readonly ("cc" | "bcc")[]>([]);
  const latest = useRef(draft);
  const editor = useRef<RichHandle | null>(null);
  const window_ = useRef<HTMLElement>(null);

  const change = (part: Partial<LocalDraft>) => {
    latest.current = { ...latest.current, ...part, updated_at: new Date().toISOString() };
    setDraft(latest.current);
    setSaved(false);
    saveDraft(place, latest.current, () => setSaved(true));
  };
  const uploads = useUploads(draft, change);
  const account = accounts.find((candidate) => candidate.id === draft.channel_account_id);
  const letter = !account || account.channel === "email";
  const trouble = account ? accountTrouble(account) : t("account.none");
  const signature = signed ? signatureFor(account, me) : "";
  const blocked = draft.to.length === 0 || draft.text.trim() === "" || uploads.busy || trouble !== null;

  // In the end the keyboard goes back to where it was.
  useEffect(() => {
    const before = document.activeElement;
    return () => void (before instanceof HTMLElement && before.isConnected && before.focus());
  }, []);
  // The caret begins where something is missing.
  useEffect(() => window_.current?.querySelector<HTMLInputElement>('input[role="combobox"]')?.focus(), [composing]);

  const handleKey = (event: KeyboardEvent<HTMLElement>) => {
    // Menus and panels that belong to the window hear their own Escape.
    if (event.key === "Escape" && !event.defaultPrevented && event.currentTarget.contains(event.target as Node)) closeCompose();
  };

  const send = (_: boolean, send_at: string | null = null) => {
    if (blocked) return;
    sendLetter(composing, inboxId, draft, draft.html + (signature ? `<div class="signature">${signature}</div>` : ""), send_at);
  };
  const discard = () => {
    endCompose();
    dropDraft(place);
  };
  return (
    <section ref={window_} className="compose-window" role="dialog" aria-label={t("action.compose")} data-own-keys="" onKeyDown={handleKey}>
      <header className="hstack">
        <h2>{t("action.compose")}</h2>
        <span className="grow muted sm clip">{composing.ticket && t("compose.in_ticket", { name: composing.ticket.title })}</span>
        <span className="faint xs" role="status">
          {saved && t("composer.saved")}
        </span>
        <IconButton icon="close" compact label={t("composer.close")} onClick={closeCompose} />
      </header>
      <Envelope draft={draft} accounts={accounts} subject={letter} anyChannel shown={shown} onShow={setShown} onChange={change} />
      <div className="composer-scroll">
        <Suspense>
          <RichText html={draft.html} label={t("composer.text")} placeholder={t("composer.write_mail")} features={{ snippets: null }} onReady={(handle) => (editor.current = handle)} onChange={change} onFiles={uploads.add} onSubmit={() => send(false)} />
        </Suspense>
        {signature && <Signature html={signature} onRemove={() => setSigned(false)} />}
      </div>
      <DraftFiles files={draft.attachments} uploading={uploads.uploading} onRemove={(id) => change({ attachments: draft.attachments.filter((file) => file.id !== id) })} />
      {trouble && <p className="composer-reason">{trouble}</p>}
      <div className="composer-foot">
        <Toolbar editor={editor} comment={false} contact={null} onFiles={uploads.add} onAttached={uploads.put} onTemplate={(subject) => subject && change({ subject })} />
        <Button look="ghost" compact icon="trash" aria-label={t("composer.discard")} title={t("composer.discard")} onClick={discard} />
        <SendButtons comment={false} closing={false} disabled={blocked} onSend={send} />
      </div>
    </section>
  );
}

function newLetter(composing: Composing, channel_account_id: string | null): LocalDraft {
  return { mode: "reply", channel_account_id, to: composing.to, cc: [], bcc: [], subject: "", html: "", text: "", mention_ids: [], attachments: [], forward_item_id: null, seen_seq: 0, updated_at: new Date().toISOString() };
}

function sendLetter(composing: Composing, inbox_id: string, draft: LocalDraft, html: string, send_at: string | null): void {
  const { id, done } = post<"compose">({
    kind: "compose",
    request: {
      client_id: composing.client_id,
      inbox_id,
      channel_account_id: draft.channel_account_id ?? "",
      to: draft.to,
      cc: draft.cc,
      bcc: draft.bcc,
      subject: draft.subject,
      text: draft.text,
      html,
      attachment_ids: draft.attachments.map((file) => file.id),
      ...(send_at ? { send_at } : {}),
      ...(composing.ticket ? { ticket_id: composing.ticket.id } : {}),
    },
  });
  endCompose();
  dropDraft({ client_id: composing.client_id });
  const again = () => {
    // A new identity: the old one belongs to the letter that was taken back.
    const fresh = { ...composing, client_id: crypto.randomUUID() };
    restoreDraft({ client_id: fresh.client_id }, draft);
    reopenCompose(fresh);
  };
  const undo = async () => {
    dropToast(id);
    if (!outbox.cancel(id)) await undoSending((await done).item);
    again();
  };
  const run = () => void undo().catch((error: ApiError) => reportFailure(error));
  rememberUndo({ id, run });
  showToast({ id, text: t("send.sending"), stay_ms: 12_000, action: { label: t("action.undo"), keys: "z", run: () => (forgetUndo(id), run()) } });
  done.then(
    ({ item }) => {
      const left = item.message?.undo_until ? Date.parse(item.message.undo_until) - Date.now() : 0;
      setTimeout(() => (forgetUndo(id), dropToast(id)), Math.max(0, left));
    },
    (error: ApiError) => {
      forgetUndo(id);
      dropToast(id);
      outbox.cancel(id);
      again();
      reportFailure(error);
    },
  );
}
