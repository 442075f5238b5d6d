import { showToast } from "@kit/Toast.tsx";
import { useQuery } from "@tanstack/react-query";
import { cache, keys } from "../../api/cache.ts";
import { answer, type ApiError } from "../../api/client.ts";
import { reportFailure } from "../../data/doing.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";

type Call<T> = Parameters<typeof answer<T>>[0];

/**
 * What a page shows, asked for when it opens and again after each change. The
 * name is that of the object, by which the live stream says that it has changed.
 */
export function useServer<T>(name: string, load: () => Call<T>, ...more: readonly string[]): T | undefined {
  return useQuery({ queryKey: [name, "settings", ...more], queryFn: () => answer(load()), staleTime: 0 }).data;
}

/** Shows a value at once, before the server has agreed: for switches that save themselves. */
export function showNow<T>(value: T, name: string, ...more: readonly string[]): void {
  cache.setQueryData([name, "settings", ...more], value);
}

/** Makes a change that a form sends: errors go to the form. */
export async function save<T>(call: Call<T>): Promise<T> {
  const data = await answer(call);
  await refresh();
  showToast({ id: "saved", text: t("settings.saved") });
  return data;
}

/** Makes a change of one click: errors are told in a toast. True if it was made. */
export async function change(call: Call<unknown>): Promise<boolean> {
  try {
    await save(call);
    return true;
  } catch (error) {
    reportFailure(error as ApiError);
    void refresh();
    return false;
  }
}

/** Asks again for the account and for what the settings on the screen show. */
export async function refresh(): Promise<void> {
  await Promise.all([cache.invalidateQueries({ queryKey: keys.bootstrap }), cache.invalidateQueries({ predicate: (query) => query.queryKey[1] === "settings" })]);
}

/** Whether the person holds a permission; "super_admin" is more than any. */
export function useMay(): (permission: string) => boolean {
  const { permissions, user } = useBootstrap();
  return (permission) => user.super_admin || permissions.includes(permission);
}
