import type { components } from "../../../api/schema.d.ts";
import { type MessageId, t } from "../../../i18n/i18n.ts";

export type App = components["schemas"]["App"];
export type ScopeGroup = components["schemas"]["ScopeGroup"];
export type Delivery = components["schemas"]["Delivery"];
export type Subscription = components["schemas"]["HookSubscription"];
export type Topic = components["schemas"]["HookTopic"];

/** What an administrator chooses of an app. */
export interface Choices {
  name: string;
  description: string;
  scopes: string[];
  inbox_ids: string[];
  /** One on each line. */
  redirects: string;
}

export const choicesOf = (app: App): Choices => ({ ...app, redirects: app.redirect_urls.join("\n") });

/** The choices as the server takes them. */
export function toSend({ redirects, ...choices }: Choices) {
  const { name, description, scopes, inbox_ids } = choices;
  return { name, description, scopes, inbox_ids, redirect_urls: redirects.split("\n").map((line) => line.trim()).filter(Boolean) };
}

/** What a scope lets an app do; one without a text stays as it is. */
export function scopeText(scope: string): string {
  const id = `scope.${scope}`;
  const text = t(id as MessageId);
  return text === id ? scope : text;
}

interface Named {
  event_type: string;
  property_name: string;
  object_type_id?: string;
}

/** An event as people read it: "Contacts: Property changed (email)". */
export function eventText({ event_type, property_name, object_type_id }: Named): string {
  const [about = "", what = ""] = event_type.split(".");
  const more = [object_type_id, property_name].filter(Boolean).join(", ");
  const text = t("hooks.what", { about: t(`hooks.of_${about}` as MessageId), what: t(`hooks.is_${what}` as MessageId) });
  return more ? `${text} (${more})` : text;
}

const KNOWN = ["timeout", "address", "scope", "off"];

/** Why a delivery failed, or was not answered as it should be; empty where all is well. */
export function whyText({ reason }: Pick<Delivery, "reason">): string {
  return KNOWN.includes(reason) ? t(`hooks.why_${reason}` as MessageId) : reason;
}
