import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { ChannelAccount, Filter, FilterField } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";

/** A rule as the editor holds it: its conditions are a tree, which the description does not know. */
export type Rule = Omit<components["schemas"]["RoutingRule"], "filter"> & { filter?: Filter };

/** What rules are set for: a channel of any kind. */
export type Ruled = Pick<ChannelAccount, "id" | "channel">;

export const rulesOf = (account: ChannelAccount) => account.settings.routing as Rule[];

/** A rule as it begins: somebody who is available, in turn (ROUTE-09). */
export const newRule = (name: string): Rule => ({ name, option: "specific", user_ids: [], team_ids: [], least_busy: false, available_only: true });

/** The rules with one moved up or down; at an end it stays. */
export function moveRule(rules: readonly Rule[], index: number, by: -1 | 1): Rule[] {
  const moved = [...rules];
  const [rule] = moved.splice(index, 1);
  const to = Math.max(0, Math.min(rules.length - 1, index + by));
  if (rule) moved.splice(to, 0, rule);
  return moved;
}

/** The rules as they are sent: the last takes what is left, so its conditions go (ROUTE-23). */
export function toSend(rules: readonly Rule[]): Rule[] {
  return rules.map((rule, index) => {
    const { filter, ...rest } = rule;
    const asks = filter && (!("children" in filter) || filter.children.length > 0);
    return asks && index < rules.length - 1 ? { ...rest, filter } : rest;
  });
}

/** Rules that never get a turn: those below one without conditions. */
export const unreached = (rules: readonly Rule[], index: number) => toSend(rules).findIndex((rule) => !rule.filter) < index;

/** The properties that conditions can ask for, named in the reader's language. */
export function useRuleFields(): FilterField[] {
  const { data = [] } = useQuery({ queryKey: ["routing", "fields"], queryFn: async () => (await answer(api.GET("/routing/fields"))).fields });
  const { users } = useBootstrap();
  return data.map((field) => {
    if (field.type === "bool") return { ...field, values: [{ value: "true", label: t("filter.yes") }, { value: "false", label: t("filter.no") }] };
    if (field.name === "contact_owner") return { ...field, values: users.filter((user) => !user.removed).map(({ id, name }) => ({ value: id, label: name })) };
    return field;
  });
}
