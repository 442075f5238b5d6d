import type { IconName } from "@kit/Icon.tsx";
import type { View, ViewKind } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";

/** What a view is called: standard views are translated, custom ones and channels carry their name. */
export function viewTitle(view: View): string {
  if (view.kind === "custom" || view.kind === "custom_channel") return view.name ?? "";
  return t(`view.${view.kind}`);
}

export const VIEW_ICONS: Record<ViewKind, IconName> = {
  unassigned: "inbox",
  mine: "people",
  open: "list",
  chat: "chat",
  email: "mail",
  messenger: "msgr",
  whatsapp: "phone",
  form: "form",
  call: "phone",
  custom_channel: "plug",
  bots: "bot",
  snoozed: "clock",
  closed: "check",
  sent: "send",
  spam: "ban",
  trash: "trash",
  custom: "star",
};

const CHANNELS: Record<string, { icon: IconName; color: string }> = {
  email: { icon: "mail", color: "var(--ch-email)" },
  chat: { icon: "chat", color: "var(--ch-chat)" },
  messenger: { icon: "msgr", color: "var(--ch-messenger)" },
  whatsapp: { icon: "phone", color: "var(--ch-whatsapp)" },
  form: { icon: "form", color: "var(--ch-form)" },
  call: { icon: "phone", color: "var(--ch-call)" },
  bot: { icon: "bot", color: "var(--ch-bot)" },
};

/** How a channel looks; one we don't know is a plug. */
export function channelLook(channel: string): { icon: IconName; color: string } {
  return CHANNELS[channel] ?? { icon: "plug", color: "var(--ch-bot)" };
}

const NAMED = ["email", "chat", "messenger", "whatsapp", "form", "call", "bot"] as const;

let custom: readonly { channel: string; name: string }[] = [];

/** Learns what the channels of apps are called. */
export const nameChannels = (list: typeof custom): void => void (custom = list);

/** A channel's name for people; the channels of apps bring theirs. */
export function channelName(channel: string): string {
  const named = NAMED.find((name) => name === channel);
  return named ? t(`channel.${named}`) : (custom.find((one) => one.channel === channel)?.name ?? channel);
}
