import { queryOptions, useQuery } from "@tanstack/react-query";
import { cache, keys } from "../api/cache.ts";
import { answer, api, setCsrfToken } from "../api/client.ts";
import { nameChannels } from "./views.ts";
import type { Bootstrap, ChannelAccount, Inbox, Session, Tag, Team, User, View } from "../api/types.ts";

/** Who is signed in. Learning it also learns the token that changes need. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session> => keepToken(await answer(api.GET("/session"))),
});

export function keepToken(session: Session): Session {
  setCsrfToken(session.csrf_token);
  return session;
}

/** Everything the frame needs, in one round trip. */
export const bootstrapQuery = queryOptions({
  queryKey: keys.bootstrap,
  // The description knows a view's kind and filter only as text and object.
  queryFn: async () => {
    const all = (await answer(api.GET("/bootstrap"))) as Bootstrap;
    nameChannels(all.custom_channels);
    return all;
  },
});

/** The part of the account that is known before anything is drawn. */
export function useBootstrap(): Bootstrap {
  const { data } = useQuery(bootstrapQuery);
  if (!data) throw new Error("drawn before the account was loaded");
  return data;
}

export const bootstrapNow = (): Bootstrap | undefined => cache.getQueryData(keys.bootstrap);

export const useMe = (): User => useBootstrap().user;
export const useInbox = (id: string): Inbox | undefined => useBootstrap().inboxes.find((inbox) => inbox.id === id);
export const useView = (id: string): View | undefined => useBootstrap().views.find((view) => view.id === id);
export const useUser = (id: string | null): User | undefined => useBootstrap().users.find((user) => user.id === id);
export const useTags = (inboxId: string): Tag[] => useBootstrap().tags.filter((tag) => tag.inbox_id === inboxId);

/** Those who can be made owner of a thread in this inbox. */
export function useAssignable(inboxId: string): { users: User[]; teams: Team[] } {
  const { users, teams, inboxes } = useBootstrap();
  const inbox = inboxes.find((candidate) => candidate.id === inboxId);
  const open = !inbox || inbox.access === "everyone";
  const inTeam = (user: User) => inbox?.team_ids.some((id) => user.primary_team_id === id || user.extra_team_ids.includes(id));
  return {
    users: users.filter((user) => user.can_be_assigned && !user.deactivated && !user.removed && (open || inbox.user_ids.includes(user.id) || inTeam(user))),
    teams: open ? teams : teams.filter((team) => inbox.team_ids.includes(team.id)),
  };
}

/** The addresses and widgets an inbox writes from, those that work first. */
export function useAccounts(inboxId: string, own: string | null = null): ChannelAccount[] {
  return useBootstrap()
    .channel_accounts.filter((account) => (account.inbox_id === inboxId || account.id === own) && account.active)
    .sort((a, b) => Number(a.fallback) - Number(b.fallback));
}
