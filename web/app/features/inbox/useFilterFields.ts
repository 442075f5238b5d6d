import { useQuery } from "@tanstack/react-query";
import type { FilterField } from "../../api/types.ts";
import { useAccounts, useBootstrap, useTags } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { fieldsQuery } from "../../filtering/filters.ts";

const NAMED = [
  "assignee", "channel", "channel_account", "closed_at", "contact_company", "contact_email", "contact_language", "contact_list", "contact_name", "created_at", "has_attachment", "has_comment", "last_action",
  "latest_message_at", "latest_received_at", "latest_sent_at", "preview", "snoozed", "status", "subject", "tag", "team", "unassigned", "waiting",
] as const;
const CHANNELS = ["email", "chat", "messenger", "whatsapp", "form", "call"] as const;

/** The properties a view can ask for, named in the reader's language, with the people, teams and tags of this inbox to choose from. */
export function useFilterFields(inboxId: string): FilterField[] {
  const { data = [] } = useQuery(fieldsQuery);
  const { users, teams } = useBootstrap();
  const tags = useTags(inboxId);
  const accounts = useAccounts(inboxId);
  const options = (list: { id: string; name: string }[]) => list.map(({ id, name }) => ({ value: id, label: name }));
  const valuesOf = (field: FilterField): FilterField["values"] => {
    if (field.type === "bool") return [{ value: "true", label: t("filter.yes") }, { value: "false", label: t("filter.no") }];
    if (field.name === "assignee") return options(users.filter((user) => !user.removed));
    if (field.name === "team") return options(teams);
    if (field.name === "tag") return options(tags);
    if (field.name === "channel_account") return accounts.map(({ id, name, address }) => ({ value: id, label: name || address }));
    return field.values.map(({ value, label }) => ({ value, label: valueLabel(field.name, value) ?? label }));
  };
  return (
    data
      .map((field) => ({ ...field, label: labelOf(field), values: valuesOf(field) }))
      // A choice without anything to choose from can't be answered.
      .filter((field) => field.type !== "enum" || field.values.length > 0)
      .sort((a, b) => a.label.localeCompare(b.label))
  );
}

function labelOf({ name, label }: FilterField): string {
  const known = NAMED.find((candidate) => candidate === name);
  return known ? t(`field.${known}`) : label;
}

function valueLabel(field: string, value: string): string | null {
  if (field === "status" && (value === "open" || value === "closed")) return t(`status.${value}`);
  if (field === "last_action" && (value === "received" || value === "replied" || value === "forwarded")) return t(`row.${value}`);
  const channel = field === "channel" ? CHANNELS.find((candidate) => candidate === value) : undefined;
  return channel ? t(`channel.${channel}`) : null;
}
