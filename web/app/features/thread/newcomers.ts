import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { OpenThread } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";

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
