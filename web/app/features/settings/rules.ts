import type { ChannelAccount } from "../../api/types.ts";

export type Rule = ChannelAccount["settings"]["routing"][number];

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
