import { cache, keys } from "../api/cache.ts";
import { answer, api, type ApiError } from "../api/client.ts";
import type { Bootstrap, User } from "../api/types.ts";
import { reportFailure } from "./doing.ts";
import { bootstrapNow } from "./session.ts";

/** Says whether new conversations may be routed to the person. Shown at once, put back if refused. */
export function setAvailability(availability: User["availability"]): void {
  const before = bootstrapNow()?.user;
  if (!before) return;
  putUser({ ...before, availability });
  answer(api.PUT("/me/availability", { body: { availability } })).then(putUser, (error: ApiError) => {
    putUser(before);
    reportFailure(error);
  });
}

/** Replaces a user everywhere the frame knows them. */
export function putUser(user: User): void {
  cache.setQueryData<Bootstrap>(
    keys.bootstrap,
    (old) => old && { ...old, user: old.user.id === user.id ? user : old.user, users: old.users.map((known) => (known.id === user.id ? user : known)) },
  );
}
