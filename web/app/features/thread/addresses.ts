import type { Address } from "../../api/types.ts";

const BARE = /^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+$/;

/** The addresses in what was typed or pasted: separated by commas, semicolons or lines, each bare or as `Name <address>`. */
export function parseAddresses(text: string): Address[] {
  return text
    .split(/[,;\n]+(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const named = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(part);
      return named ? { name: (named[1] ?? "").trim(), address: (named[2] ?? "").trim() } : { name: "", address: part };
    });
}

/** Whether something could be an address; what really is one, only its server knows. */
export const isAddress = (text: string): boolean => BARE.test(text);

/** Adds addresses without doubling those that are there. */
export function addAddresses(list: readonly Address[], added: readonly Address[]): Address[] {
  const known = new Set(list.map(({ address }) => address.toLowerCase()));
  return [...list, ...added.filter(({ address }) => !known.has(address.toLowerCase()))];
}
