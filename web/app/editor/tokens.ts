import type { User } from "../api/types.ts";

/** What personalisation can name: the contact that is written to, and the one who writes. */
export interface TokenValues {
  contact: { name: string; email: string; first_name?: string; last_name?: string; company?: string; phone?: string } | null;
  user: Pick<User, "name" | "first_name" | "last_name" | "email" | "meeting_link">;
}

// Every part is bounded: no text takes longer than its length (ATK-29).
const TOKEN = /\{\{\s{0,9}([\w.]{1,100})\s{0,9}(?:\|([^}]{0,300}))?\}\}/g;

/** Fills `{{contact.firstname}}`; what is unknown becomes its default after a bar, else nothing (THR-19). */
export function fillTokens(text: string, values: TokenValues): string {
  return text.replace(TOKEN, (_, name: string, fallback: string | undefined) => valueOf(name.toLowerCase(), values) || fallback?.trim() || "");
}

function valueOf(name: string, { contact, user }: TokenValues): string | undefined {
  const [first = "", ...rest] = (contact?.name ?? "").split(" ");
  switch (name.replaceAll("_", "")) {
    case "contact.firstname":
      return contact?.first_name || first;
    case "contact.lastname":
      return contact?.last_name || rest.join(" ");
    case "contact.name":
      return contact?.name;
    case "contact.email":
      return contact?.email;
    case "contact.company":
      return contact?.company;
    case "contact.phone":
      return contact?.phone;
    case "user.name":
    case "owner.name":
      return user.name;
    case "user.firstname":
    case "owner.firstname":
      return user.first_name;
    case "user.lastname":
    case "owner.lastname":
      return user.last_name;
    case "user.email":
    case "owner.email":
      return user.email;
    case "user.meetinglink":
      return user.meeting_link;
    default:
      return undefined;
  }
}
