import type { components } from "../../api/schema.d.ts";

export type Server = components["schemas"]["MailServerInput"];
type Place = Pick<Server, "host" | "port" | "security">;

/** Where a provider's servers are, so that nobody has to look it up. */
export interface Preset {
  id: string;
  name: string;
  imap: Place;
  smtp: Place;
  /** Address endings that belong to it. */
  domains: readonly string[];
  /** It wants a password made for this purpose instead of the account's own. */
  appPassword?: boolean;
}

const tls = (host: string, port: number): Place => ({ host, port, security: "tls" });
const starttls = (host: string): Place => ({ host, port: 587, security: "starttls" });

export const PRESETS: readonly Preset[] = [
  { id: "gmail", name: "Gmail / Google Workspace", imap: tls("imap.gmail.com", 993), smtp: tls("smtp.gmail.com", 465), domains: ["gmail.com", "googlemail.com"], appPassword: true },
  { id: "outlook", name: "Outlook / Microsoft 365", imap: tls("outlook.office365.com", 993), smtp: starttls("smtp.office365.com"), domains: ["outlook.com", "hotmail.com", "live.com", "outlook.fr", "hotmail.fr"] },
  { id: "icloud", name: "iCloud", imap: tls("imap.mail.me.com", 993), smtp: starttls("smtp.mail.me.com"), domains: ["icloud.com", "me.com", "mac.com"], appPassword: true },
  { id: "yahoo", name: "Yahoo", imap: tls("imap.mail.yahoo.com", 993), smtp: tls("smtp.mail.yahoo.com", 465), domains: ["yahoo.com", "yahoo.fr", "ymail.com"], appPassword: true },
  { id: "fastmail", name: "Fastmail", imap: tls("imap.fastmail.com", 993), smtp: tls("smtp.fastmail.com", 465), domains: ["fastmail.com", "fastmail.fm"], appPassword: true },
  { id: "zoho", name: "Zoho", imap: tls("imap.zoho.com", 993), smtp: tls("smtp.zoho.com", 465), domains: ["zoho.com", "zohomail.com"] },
  { id: "ovh", name: "OVHcloud", imap: tls("ssl0.ovh.net", 993), smtp: tls("ssl0.ovh.net", 465), domains: [] },
  { id: "gandi", name: "Gandi", imap: tls("mail.gandi.net", 993), smtp: tls("mail.gandi.net", 465), domains: [] },
  { id: "infomaniak", name: "Infomaniak", imap: tls("mail.infomaniak.com", 993), smtp: tls("mail.infomaniak.com", 465), domains: ["ik.me", "etik.com"] },
];

/** The preset of the provider that an address names by itself. */
export function presetFor(address: string): Preset | undefined {
  const domain = domainOf(address);
  return PRESETS.find(({ domains }) => domains.includes(domain));
}

/** Both servers for an address: those of the preset, else the names most providers use. */
export function serversFor(address: string, preset: Preset | undefined): { imap: Place; smtp: Place } {
  const domain = domainOf(address);
  return preset ?? { imap: tls(domain && `imap.${domain}`, 993), smtp: tls(domain && `smtp.${domain}`, 465) };
}

/** The port that goes with a way of securing the connection. */
export function usualPort(kind: "imap" | "smtp", security: Server["security"]): number {
  if (kind === "imap") return security === "tls" ? 993 : 143;
  return { tls: 465, starttls: 587, none: 25 }[security];
}

function domainOf(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 0 ? "" : address.slice(at + 1).trim().toLowerCase();
}
