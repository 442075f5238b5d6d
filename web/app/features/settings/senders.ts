const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;

/** An entry of the lists as the server keeps it: in small letters, a domain without its @ (SPAM-06). */
export const asRule = (typed: string): string => typed.trim().toLowerCase().replace(/^@/, "");

/** Whether what was typed is neither an address nor a domain. */
export function wrongRule(typed: string): boolean {
  const value = asRule(typed);
  const at = value.lastIndexOf("@");
  if (/\s/.test(value) || at === 0) return true;
  return !DOMAIN.test(value.slice(at + 1));
}
