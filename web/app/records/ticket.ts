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
import { objectsNow, stagesOf } from "./objects.ts";
import { placeRecord, refreshRecords, writeValues } from "./record.ts";

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

/** Closes the tickets of conversations that are being closed: each goes to the first closed stage of its pipeline (THR-11, THR-12). */
export async function closeTickets(ids: readonly string[]): Promise<void> {
  const object = (await objectsNow()).find(({ name }) => name === "ticket");
  if (!object) return;
  for (const id of new Set(ids)) {
    try {
      const { record } = await answer(api.GET("/records/{id}", { params: { path: { id } } }));
      const stages = stagesOf(object, record.properties);
      const before = record.properties["hs_pipeline_stage"] ?? "";
      const closed = stages.find((stage) => stage.closed);
      if (!closed || stages.find((stage) => stage.id === before)?.closed) continue;
      placeRecord(await writeValues(record, { hs_pipeline_stage: closed.id }));
      const undo = () => void writeValues(record, { hs_pipeline_stage: before }).catch((error: ApiError) => reportFailure(error));
      showToast({ id: `ticket-${id}`, text: t("tickets.closed", { name: record.title }), action: { label: t("tickets.reopen"), run: undo } });
    } catch (error) {
      reportFailure(error as ApiError);
    }
  }
}
