import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { showToast } from "@kit/Toast.tsx";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Targets } from "../actions/types.ts";
import { cache, keys } from "../api/cache.ts";
import { answer, api, type ApiError } from "../api/client.ts";
import { reportFailure } from "../data/doing.ts";
import { searchQuery, threadQuery } from "../data/threads.ts";
import { rememberUndo } from "../data/undo.ts";
import { t } from "../i18n/i18n.ts";
import { shortTime } from "../i18n/time.ts";
import { applyRows } from "../live/apply.ts";

interface JoiningProps {
  targets: Targets;
  onDone: () => void;
}

/** Into which conversation of the same inbox this one goes (THR-27). */
export function MergeQuestion({ targets, onDone }: JoiningProps) {
  const row = targets.rows[0];
  const [q, setQ] = useState(row?.contact?.email ? `contact:${row.contact.email}` : "");
  const found = useInfiniteQuery({ ...searchQuery(row?.inbox_id ?? "", { q, order: "newest", spam: false, trash: false }), enabled: q.trim() !== "" && row !== undefined, placeholderData: (before) => before });
  if (!row) return null;
  const merge = async (into: string) => {
    onDone();
    await change(api.POST("/threads/{id}/merge", { params: { path: { id: row.id } }, body: { into } }), t("done.merged"), [row.id, into]);
  };
  const page = found.data?.pages[0];
  // A search leaves out what it does not understand, and says so; here that would offer everything.
  const others = page?.terms.some(({ error }) => error) ? [] : (page?.threads ?? []).filter((other) => other.id !== row.id).slice(0, 8);
  return (
    <div className="vstack">
      <TextField label={t("merge.search")} value={q} autoFocus onFocus={(event) => event.target.select()} onChange={(event) => setQ(event.target.value)} />
      {q.trim() !== "" && found.isSuccess && others.length === 0 && <p className="choices-none">{t("choice.none")}</p>}
      <ul role="list" className="merge-found">
        {others.map((other) => (
          <li key={other.id}>
            <button type="button" className="menu-item" onClick={() => void merge(other.id)}>
              <span className="grow">
                <span className="clip" style={{ display: "block" }}>{other.subject || other.preview}</span>
                <span className="sub">{other.contact?.name ?? other.sender_name}</span>
              </span>
              <span className="end">{shortTime(other.latest_message_at, Date.now())}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which messages leave for a conversation of their own (THR-27). */
export function SplitQuestion({ targets, onDone }: JoiningProps) {
  const row = targets.rows[0];
  const { data } = useQuery(threadQuery(row?.id ?? ""));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [subject, setSubject] = useState(row?.subject ?? "");
  if (!row || !data) return null;
  const messages = data.items.filter((item) => item.kind === "message" && item.message);
  const split = async () => {
    onDone();
    await change(api.POST("/threads/{id}/split", { params: { path: { id: row.id } }, body: { item_ids: [...chosen], subject } }), t("done.split"), [row.id]);
  };
  return (
    <div className="vstack">
      <p className="muted">{t("split.explain")}</p>
      {messages.map((item) => (
        <label key={item.id} className="hstack">
          <Checkbox label={item.actor.name} checked={chosen.includes(item.id)} onChange={(on) => setChosen(on ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))} />
          <b className="sm" style={{ flex: "none" }}>{item.actor.name}</b>
          <span className="clip sm muted">{item.message?.text}</span>
        </label>
      ))}
      <TextField label={t("composer.subject")} value={subject} onChange={(event) => setSubject(event.target.value)} />
      <Button look="pri" disabled={chosen.length === 0 || chosen.length === messages.length} onClick={() => void split()} style={{ alignSelf: "flex-end" }}>
        {t("action.split")}
      </Button>
    </div>
  );
}

type ChangeCall = Parameters<typeof answer<{ undo_id: string | null; thread: Parameters<typeof applyRows>[1][number] }>>[0];

async function change(call: ChangeCall, text: string, threadIds: readonly string[]): Promise<void> {
  const refresh = () => {
    for (const id of threadIds) void cache.invalidateQueries({ queryKey: keys.thread(id) });
  };
  try {
    const { undo_id, thread } = await answer(call);
    applyRows(cache, [thread]);
    refresh();
    if (!undo_id) return showToast({ id: "joined", text });
    const undo = async () => {
      const { threads } = await answer(api.POST("/undo/{id}", { params: { path: { id: undo_id } } }));
      applyRows(cache, threads);
      refresh();
    };
    const run = () => void undo().catch((error: ApiError) => reportFailure(error));
    rememberUndo({ id: undo_id, run });
    showToast({ id: "joined", text, action: { label: t("action.undo"), keys: "z", run } });
  } catch (error) {
    reportFailure(error as ApiError);
  }
}
