import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { t } from "../../i18n/i18n.ts";
import { FilterTree } from "../../filtering/FilterTree.tsx";
import { asGroups, emptyTest, toFilter } from "../../filtering/filters.ts";
import { ChoiceField, SwitchLine } from "./fields.tsx";
import { PeopleFields } from "./PeopleFields.tsx";
import { moveRule, newRule, type Rule, unreached, useRuleFields } from "./rules.ts";

const OPTIONS = ["none", "specific", "contact_owner"] as const;
const MOST = 20;

interface RuleListProps {
  channel: string;
  rules: readonly Rule[];
  onChange: (rules: Rule[]) => void;
}

/** The rules of a channel, tried from the top; the last takes what is left (ROUTE-23). */
export function RuleList({ channel, rules, onChange }: RuleListProps) {
  const put = (index: number, part: Partial<Rule>) => onChange(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  const add = () => {
    const rule = newRule(t("routing.new_name", { n: rules.length + 1 }));
    // Above the one that takes what is left: below it nothing would ever come to it.
    onChange(rules.length === 0 ? [rule] : [...rules.slice(0, -1), rule, ...rules.slice(-1)]);
  };
  return (
    <>
      {rules.length === 0 && <p className="settings-none">{t("routing.none")}</p>}
      {rules.map((rule, index) => (
        <div key={rule.id ?? index} className="form-box" role="group" aria-label={rule.name || t("routing.rule")}>
          <div className="form-line">
            <TextField label={t("routing.name")} required maxLength={100} value={rule.name} onChange={(event) => put(index, { name: event.target.value })} />
            <IconButton icon="up" label={t("action.move_up")} disabled={index === 0} onClick={() => onChange(moveRule(rules, index, -1))} />
            <IconButton icon="down" label={t("action.move_down")} disabled={index === rules.length - 1} onClick={() => onChange(moveRule(rules, index, 1))} />
            <IconButton icon="trash" label={t("action.delete")} onClick={() => onChange(rules.filter((_, at) => at !== index))} />
          </div>
          {unreached(rules, index) && <p className="note warn">{t("routing.unreached")}</p>}
          <Conditions rule={rule} last={index === rules.length - 1} alone={rules.length === 1} onChange={(part) => put(index, part)} />
          <ChoiceField label={t("routing.option")} value={rule.option} options={OPTIONS.map((option) => [option, t(option === "none" ? "routing.none_option" : `routing.${option}`)] as const)} onChange={(option) => put(index, { option })} />
          {rule.option !== "none" && <RulePeople channel={channel} rule={rule} onChange={(part) => put(index, part)} />}
        </div>
      ))}
      {rules.length < MOST && (
        <div>
          <Button icon="plus" onClick={add}>
            {t("routing.add")}
          </Button>
        </div>
      )}
    </>
  );
}

interface RulePartProps {
  rule: Rule;
  onChange: (part: Partial<Rule>) => void;
}

/** When the rule applies. */
function Conditions({ rule, last, alone, onChange }: RulePartProps & { last: boolean; alone: boolean }) {
  const fields = useRuleFields();
  if (last) return <p className="muted sm">{t(alone ? "routing.all" : "routing.rest")}</p>;
  if (!rule.filter) {
    return (
      <div className="hstack">
        <span className="muted sm">{t("routing.always")}</span>
        <Button compact icon="plus" disabled={fields.length === 0} onClick={() => onChange({ filter: toFilter({ op: "or", groups: [[emptyTest(fields, "subject")]] }) })}>
          {t("filter.add")}
        </Button>
      </div>
    );
  }
  return (
    <div className="vstack">
      <span className="field-label">{t("routing.when")}</span>
      {fields.length > 0 && (
        <FilterTree
          fields={fields}
          value={asGroups(rule.filter)}
          onChange={(groups) => {
            const filter = toFilter(groups);
            onChange("children" in filter && filter.children.length === 0 ? { filter: undefined } : { filter });
          }}
        />
      )}
    </div>
  );
}

/** Who can be chosen, and how. */
function RulePeople({ channel, rule, onChange }: RulePartProps & { channel: string }) {
  const chat = channel === "chat";
  const owner = rule.option === "contact_owner";
  return (
    <>
      {owner && <p className="muted sm">{t(chat ? "routing.owner_text_chat" : "routing.owner_text")}</p>}
      <PeopleFields value={{ user_ids: rule.user_ids ?? [], team_ids: rule.team_ids ?? [] }} onChange={onChange} />
      {owner && <SwitchLine label={t("routing.set_owner")} hint={t("routing.set_owner_hint")} checked={rule.set_owner ?? false} onChange={(set_owner) => onChange({ set_owner })} />}
      {chat ? (
        <p className="muted sm">{t("routing.available_chat")}</p>
      ) : (
        <SwitchLine label={t("routing.available")} hint={t("routing.available_hint")} checked={rule.available_only ?? true} onChange={(available_only) => onChange({ available_only })} />
      )}
      <SwitchLine label={t("routing.busy")} hint={t("routing.busy_hint")} checked={rule.least_busy ?? false} onChange={(least_busy) => onChange({ least_busy })} />
      <SwitchLine label={t("routing.queue")} hint={t("routing.queue_hint")} checked={rule.queue ?? false} onChange={(queue) => onChange({ queue })} />
    </>
  );
}
