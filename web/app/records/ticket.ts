import { showToast } from "@kit/Toast.tsx";
import { currentScope } from "../actions/scope.ts";
import { cache, keys } from "../api/cache.ts";
import { answer, api, type ApiError } from "../api/client.ts";
import type { ThreadRow } from "../api/types.ts";
import { reportFailure } from "../data/doing.ts";
import { bootstrapNow } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { applyRows } from "../live/apply.ts";
import { paths } from "../paths.ts";
import { refreshRecords } from "./record.ts";

type Ticketed = { properties: Record<string, string> } | { ticket_id: string };

/** Gives a conversation a ticket, and says where both are now (TIX-03). A form shows refusals itself. */
export async function giveTicket(thread: Pick<ThreadRow, "id" | "inbox_id">, body: Ticketed, inForm = false): Promise<void> {
  try {
    const { thread: row, ticket } = await answer(api.POST("/threads/{id}/ticket", { params: { path: { id: thread.id } }, body }));
    applyRows(cache, [row]);
    void cache.invalidateQueries({ queryKey: keys.thread(thread.id) });
    void refreshRecords();
    const inbox = bootstrapNow()?.inboxes.find(({ id }) => id === row.inbox_id)?.name ?? "";
    const stays = row.inbox_id === thread.inbox_id;
    const go = () => currentScope().go(paths.search({ inbox: row.inbox_id, thread: row.id }));
    showToast({ id: "ticket", text: t(stays ? "tickets.made_here" : "tickets.made_there", { name: ticket.title, inbox }), stay_ms: 8000, ...(stays ? {} : { action: { label: t("tickets.go"), run: go } }) });
  } catch (error) {
    if (inForm) throw error;
    reportFailure(error as ApiError);
  }
}
