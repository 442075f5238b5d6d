/** The cookies of the host page (SDK-14): first-party, and nobody but the loader reads or writes them. */
export const VISITOR = "messagesUtk";
export const TRACKING = "hubspotutk";
export const IS_OPEN = "hs-messages-is-open";
export const HIDE_WELCOME = "hs-messages-hide-welcome-message";

const HALF_YEAR = 182 * 86_400;

export function readCookie(name: string): string {
  return `; ${document.cookie};`.split(`; ${name}=`)[1]?.split(";")[0] ?? "";
}

/** Keeps a value for some seconds, or half a year; for none, the cookie goes. */
export function writeCookie(name: string, value: string | number, seconds = HALF_YEAR): void {
  document.cookie = `${name}=${value};Path=/;Max-Age=${seconds};SameSite=Lax${isSecureContext ? ";Secure" : ""}`;
}
