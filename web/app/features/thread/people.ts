import { showToast } from "@kit/Toast.tsx";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { OpenThread, Thread, ThreadRow } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { t } from "../../i18n/i18n.ts";
import { applyRows } from "../../live/apply.ts";

/** Lets a newcomer be written to: shown at once, put back if refused. */
export async function acceptParticipant(threadId: string, address: string): Promise<void> {
  const set = (accepted: boolean) =>
    cache.setQueryData<OpenThread>(keys.thread(threadId), (old) => {
      if (!old) return old;
      const participants = old.thread.participants.map((known) => (known.address === address ? { ...known, accepted } : known));
      return { ...old, thread: { ...old.thread, participants } };
    });
  set(true);
  try {
    await answer(api.POST("/threads/{id}/participants", { params: { path: { id: threadId } }, body: { address } }));
  } catch (error) {
    set(false);
    reportFailure(error as ApiError);
  }
}

/** Gives a thread a contact, or none; the toast gives it back the one it had (CRM-02, CRM-03). */
export async function attachContact(thread: Thread, contactId: string | null): Promise<void> {
  const before = thread.contact?.id ?? null;
  show(await answer(api.PUT("/threads/{id}/contact", { params: { path: { id: thread.id } }, body: { contact_id: contactId } })));
  const undo = () => attachContact({ ...thread, contact: null }, before).catch((error: ApiError) => reportFailure(error));
  say(contactId ? "contact.attached" : "contact.detached", contactId ? undefined : undo);
}

/** Makes a contact of what is typed and gives it to the thread (CRM-03). */
export async function createContact(thread: Thread, body: { email?: string; first_name?: string; last_name?: string }): Promise<void> {
  show(await answer(api.POST("/threads/{id}/contact", { params: { path: { id: thread.id } }, body })));
  say("contact.created");
}

function say(what: "contact.attached" | "contact.detached" | "contact.created", undo?: () => Promise<void>): void {
  showToast({ id: "contact", text: t(what), ...(undo ? { action: { label: t("action.undo"), run: () => void undo() } } : {}) });
}

// The card beside the thread is asked for anew: the row names the contact only in short.
function show(row: ThreadRow): void {
  applyRows(cache, [row]);
  void cache.invalidateQueries({ queryKey: keys.thread(row.id) });
}
