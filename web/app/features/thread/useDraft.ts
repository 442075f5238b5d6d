import { useCallback, useEffect, useRef, useState } from "react";
import type { ChannelAccount, OpenThread } from "../../api/types.ts";
import { dropDraft, type LocalDraft, onRestored, saveDraft } from "./drafts.ts";
import { draftMode, type Mode, startDraft } from "./replying.ts";

type Drafts = Partial<Record<LocalDraft["mode"], LocalDraft>>;
type Replacement = LocalDraft | ((old: LocalDraft) => LocalDraft);

/** The drafts of a thread, one for each kind of writing, kept as they change (THR-20). */
export function useDraft(page: OpenThread, mode: Mode, accounts: readonly ChannelAccount[]) {
  const kind = draftMode(mode);
  const threadId = page.thread.id;
  const [drafts, setDrafts] = useState<Drafts>({});
  const [saved, setSaved] = useState(false);
  // Counts how often the text was replaced from outside: the editor begins anew with it.
  const [version, setVersion] = useState(0);
  const first = useRef<Drafts>({});
  first.current[kind] ??= startDraft(page, mode, accounts);
  const draft = drafts[kind] ?? first.current[kind];
  const latest = useRef(draft);
  latest.current = draft;

  const change = useCallback(
    (part: Partial<LocalDraft>) => {
      const next = { ...latest.current, ...part, updated_at: new Date().toISOString() };
      latest.current = next;
      setDrafts((old) => ({ ...old, [kind]: next }));
      setSaved(false);
      if (next.text.trim() === "" && next.attachments.length === 0) dropDraft({ thread_id: threadId, mode: kind });
      else saveDraft({ thread_id: threadId, mode: kind }, next, () => setSaved(true));
    },
    [kind, threadId],
  );

  const replace = useCallback(
    (nextMode: Mode, replacement: Replacement) => {
      const nextKind = draftMode(nextMode);
      const next = typeof replacement === "function" ? replacement(latest.current) : replacement;
      setDrafts((old) => ({ ...old, [nextKind]: next }));
      setSaved(false);
      setVersion((n) => n + 1);
      if (next.text.trim() === "" && next.attachments.length === 0) dropDraft({ thread_id: threadId, mode: nextKind });
    },
    [threadId],
  );

  useEffect(
    () =>
      onRestored((place) => {
        if (!("thread_id" in place) || place.thread_id !== threadId) return;
        const next = startDraft(page, place.mode, accounts);
        setDrafts((old) => ({ ...old, [place.mode]: next }));
        setVersion((n) => n + 1);
      }),
    [page, accounts, threadId],
  );
  return { draft, change, replace, saved, version };
}
