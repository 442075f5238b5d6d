import type { Address, ChannelAccount, Item, Thread, OpenThread } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { type LocalDraft, loadDraft } from "./drafts.ts";

export type Mode = "reply" | "reply_all" | "forward" | "comment";

export const draftMode = (mode: Mode): LocalDraft["mode"] => (mode === "reply_all" ? "reply" : mode);

/** What the editor begins with: the draft that was kept, or the right addresses and nothing written. */
export function startDraft(page: OpenThread, mode: Mode, accounts: readonly ChannelAccount[], forwardItemId?: string): LocalDraft {
  const kept = loadDraft({ thread_id: page.thread.id, mode: draftMode(mode) }, page.drafts.find((draft) => draft.mode === draftMode(mode)));
  if (kept && (kept.text.trim() !== "" || kept.attachments.length > 0)) return { ...kept, seen_seq: kept.seen_seq || seenSeq(page) };
  return emptyDraft(page, mode, accounts, forwardItemId);
}

export function emptyDraft(page: OpenThread, mode: Mode, accounts: readonly ChannelAccount[], forwardItemId?: string): LocalDraft {
  const { default_reply, subject } = page.thread;
  const addressed = mode === "reply" || mode === "reply_all";
  return {
    mode: draftMode(mode),
    channel_account_id: default_reply.channel_account_id ?? accounts[0]?.id ?? null,
    to: addressed ? default_reply.to : [],
    cc: mode === "reply" && addressed ? firstCc(page) : mode === "reply_all" ? everyoneElse(page, accounts) : [],
    bcc: [],
    subject: mode === "forward" ? prefixed("Fwd: ", subject) : default_reply.subject,
    html: "",
    text: "",
    mention_ids: [],
    attachments: [],
    forward_item_id: mode === "forward" ? (forwardItemId ?? newestLetter(page.items)?.id ?? null) : null,
    seen_seq: seenSeq(page),
    updated_at: new Date().toISOString(),
  };
}

// The server's default keeps those in copy who belong to the conversation.
const firstCc = (page: OpenThread) => page.thread.default_reply.cc;

/** Everyone on the newest letter but ourselves and those in To. */
function everyoneElse(page: OpenThread, accounts: readonly ChannelAccount[]): Address[] {
  const { default_reply } = page.thread;
  const letter = newestLetter(page.items)?.message;
  const ours = new Set(accounts.flatMap((account) => [account.address, account.from_address]).map((address) => address.toLowerCase()));
  const taken = new Set([...ours, ...default_reply.to.map(({ address }) => address.toLowerCase())]);
  const all = [...default_reply.cc, ...(letter ? [letter.from, ...letter.to, ...letter.cc] : [])];
  return all.filter(({ address }) => {
    const key = address.toLowerCase();
    if (!address || taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

const newestLetter = (items: readonly Item[]) => items.findLast((item) => item.message?.channel === "email");

const prefixed = (prefix: string, subject: string) => (subject.toLowerCase().startsWith(prefix.toLowerCase().trim()) ? subject : prefix + subject);

export const seenSeq = (page: OpenThread): number => page.items.at(-1)?.seq ?? 0;

/** The newest message that someone else wrote after the writer began: it may change the answer (COLLAB-05). */
export function newerMessage(items: readonly Item[], seenSeq: number, meId: string): Item | null {
  return items.findLast((item) => item.kind === "message" && item.seq > seenSeq && !(item.actor.kind === "user" && item.actor.id === meId)) ?? null;
}

/** Why an address can't send, or null. */
export function accountTrouble({ active, state, state_reason, cannot_send_reason }: ChannelAccount): string | null {
  if (cannot_send_reason === "no_way_out") return t("account.no_way_out");
  if (active && (state === "ok" || state === "connecting")) return null;
  return state_reason || t("account.cannot_send");
}

/** Why nothing can be sent now, or null (THR-07). */
export function cannotSend(thread: Thread, account: ChannelAccount | undefined, draft: LocalDraft): string | null {
  if (draft.mode === "comment") return null;
  if (thread.cannot_send_reason) return t("account.none");
  if (account) return accountTrouble(account);
  return null;
}
