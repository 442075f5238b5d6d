import type { User } from "../../api/types.ts";

/** The permissions in the order of the dialog, each with a text of its own (SET-08). */
export const PERMISSIONS = ["account_access", "users", "availability", "templates", "knowledge", "chatflows", "bulk_delete", "delete_forever", "reports", "records", "apps"] as const;

const fold = (text: string) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

/** Those who are here and whose name or address contains what was typed, accents aside. */
export function found(users: readonly User[], typed: string): User[] {
  const wanted = fold(typed.trim());
  return users.filter((user) => !user.removed && fold(`${user.name} ${user.email}`).includes(wanted));
}

/** By name; those who cannot sign in come last. */
export function inOrder(users: readonly User[]): User[] {
  return [...users].sort((a, b) => Number(a.deactivated) - Number(b.deactivated) || (a.name || a.email).localeCompare(b.name || b.email));
}
