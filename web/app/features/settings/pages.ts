import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { MessageId } from "../../i18n/i18n.ts";

/** What a page of the settings is given. */
export interface SettingsPageProps {
  /** The part of the address after the page's own: which inbox, which channel. */
  rest: string;
}

export interface SettingsEntry {
  /** The part of the address after /settings/. */
  path: string;
  title: MessageId;
  /** The permission without which the page is not offered. */
  needs?: "account_access" | "users" | "chatflows" | "knowledge" | "records" | "apps" | "super_admin";
  Page: LazyExoticComponent<ComponentType<SettingsPageProps>>;
}

export interface SettingsGroup {
  title: MessageId;
  pages: readonly SettingsEntry[];
}

type Load<Name extends string> = () => Promise<Record<Name, ComponentType<SettingsPageProps>>>;

function entry<Name extends string>(path: string, title: MessageId, name: Name, load: Load<Name>, needs?: SettingsEntry["needs"]): SettingsEntry {
  const Page = lazy(async () => ({ default: (await load())[name] }));
  return needs ? { path, title, Page, needs } : { path, title, Page };
}

/** The pages of the settings, in the order of their list. Each is loaded when it is opened. */
export const settingsGroups: readonly SettingsGroup[] = [
  {
    title: "settings.group_you",
    pages: [
      entry("profile", "profile.title", "ProfilePage", () => import("./ProfilePage.tsx")),
      entry("security", "security.title", "SecurityPage", () => import("./SecurityPage.tsx")),
      entry("notifications", "notify.title", "NotificationsPage", () => import("./NotificationsPage.tsx")),
      entry("interface", "settings.interface", "InterfacePage", () => import("./InterfacePage.tsx")),
      entry("keys", "sheet.title", "KeysPage", () => import("./KeysPage.tsx")),
    ],
  },
  {
    title: "settings.group_inboxes",
    pages: [
      entry("inboxes", "inboxes.title", "InboxesPage", () => import("./InboxesPage.tsx"), "account_access"),
      entry("channels", "channels.title", "ChannelsPage", () => import("./ChannelsPage.tsx"), "account_access"),
      entry("chatflows", "chatflows.title", "ChatflowsPage", () => import("./chatflows/ChatflowsPage.tsx"), "chatflows"),
      entry("knowledge", "knowledge.title", "KnowledgePage", () => import("./knowledge/KnowledgePage.tsx"), "knowledge"),
      entry("what-if", "whatif.title", "WhatIfPage", () => import("./WhatIfPage.tsx"), "account_access"),
      entry("tags", "tags.title", "TagsPage", () => import("./TagsPage.tsx")),
      entry("snippets", "snippets.title", "SnippetsPage", () => import("./TextsPage.tsx")),
      entry("templates", "templates.title", "TemplatesPage", () => import("./TextsPage.tsx")),
    ],
  },
  {
    title: "settings.group_records",
    pages: [
      entry("properties", "properties.title", "PropertiesPage", () => import("./records/PropertiesPage.tsx"), "records"),
      entry("pipelines", "pipelines.title", "PipelinesPage", () => import("./records/PipelinesPage.tsx"), "records"),
      entry("objects", "objects.title", "ObjectsPage", () => import("./records/ObjectsPage.tsx"), "records"),
      entry("labels", "labels.title", "LabelsPage", () => import("./records/LabelsPage.tsx"), "records"),
      entry("lists", "lists.title", "ListsPage", () => import("./records/ListsPage.tsx")),
      entry("imports", "imports.title", "ImportsPage", () => import("./records/ImportsPage.tsx"), "records"),
      entry("tickets", "nav.tickets", "TicketsPage", () => import("./records/TicketsPage.tsx"), "account_access"),
      entry("record-options", "record_options.title", "RecordOptionsPage", () => import("./records/RecordOptionsPage.tsx"), "records"),
    ],
  },
  {
    title: "settings.group_team",
    pages: [
      entry("users", "users.title", "UsersPage", () => import("./UsersPage.tsx"), "users"),
      entry("teams", "teams.title", "TeamsPage", () => import("./TeamsPage.tsx"), "users"),
      entry("availability", "here.title", "AvailabilityPage", () => import("./AvailabilityPage.tsx")),
      entry("holidays", "holidays.title", "HolidaysPage", () => import("./HolidaysPage.tsx"), "account_access"),
    ],
  },
  {
    title: "settings.group_mail",
    pages: [
      entry("spam", "spam.title", "SpamPage", () => import("./SpamPage.tsx"), "account_access"),
      entry("quarantine", "quarantine.title", "QuarantinePage", () => import("./QuarantinePage.tsx"), "account_access"),
      entry("domains", "domains.title", "DomainsPage", () => import("./DomainsPage.tsx"), "account_access"),
      entry("sending", "sending.title", "SendingPage", () => import("./SendingPage.tsx"), "account_access"),
    ],
  },
  {
    title: "settings.group_system",
    pages: [
      entry("company", "company.title", "CompanyPage", () => import("./CompanyPage.tsx"), "account_access"),
      entry("apps", "apps.title", "AppsPage", () => import("./apps/AppsPage.tsx"), "apps"),
      entry("sign-in", "oidc.title", "OidcPage", () => import("./OidcPage.tsx"), "super_admin"),
      entry("audit", "audit.title", "AuditPage", () => import("./AuditPage.tsx"), "account_access"),
      entry("work", "work.title", "WorkPage", () => import("./WorkPage.tsx"), "account_access"),
      entry("about", "about.title", "AboutPage", () => import("./AboutPage.tsx")),
    ],
  },
];

/** The groups with what the person may open. */
export function allowedGroups(may: (permission: string) => boolean): SettingsGroup[] {
  return settingsGroups.map((group) => ({ ...group, pages: group.pages.filter(({ needs }) => !needs || may(needs)) })).filter(({ pages }) => pages.length > 0);
}
