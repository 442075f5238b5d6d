import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import type { ChannelAccount } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { patchChannel } from "./ChannelSettings.tsx";
import { ChoiceField, SwitchLine } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { PeopleFields } from "./PeopleFields.tsx";
import { moveRule, newRule, type Rule } from "./rules.ts";

const OPTIONS = ["none", "specific", "contact_owner"] as const;
const MOST = 20;

/** Who gets the new conversations of a channel (ROUTE-05 to ROUTE-09). Rules are tried from the top. */
export function Routing({ account }: { account: ChannelAccount }) {
  const [rules, setRules] = useState<Rule[]>(account.settings.routing);
  const put = (index: number, part: Partial<Rule>) => setRules(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  return (
    <Form send={() => patchChannel(account, { routing: rules })}>
      {() => (
        <>
          {rules.length === 0 && <p className="settings-none">{t("routing.none")}</p>}
          {rules.map((rule, index) => (
            <div key={index} className="form-box" role="group" aria-label={rule.name || t("routing.rule")}>
              <div className="form-line">
                <TextField label={t("routing.name")} required maxLength={100} value={rule.name} onChange={(event) => put(index, { name: event.target.value })} />
                <ChoiceField label={t("routing.option")} value={rule.option} options={OPTIONS.map((option) => [option, t(option === "none" ? "routing.none_option" : `routing.${option}`)] as const)} onChange={(option) => put(index, { option })} />
                <IconButton icon="up" label={t("action.move_up")} disabled={index === 0} onClick={() => setRules(moveRule(rules, index, -1))} />
                <IconButton icon="down" label={t("action.move_down")} disabled={index === rules.length - 1} onClick={() => setRules(moveRule(rules, index, 1))} />
                <IconButton icon="trash" label={t("action.delete")} onClick={() => setRules(rules.filter((_, at) => at !== index))} />
              </div>
              {rule.option !== "none" && <RulePeople rule={rule} onChange={(part) => put(index, part)} />}
            </div>
          ))}
          {rules.length < MOST && (
            <div>
              <Button icon="plus" onClick={() => setRules([...rules, newRule(t("routing.new_name", { n: rules.length + 1 }))])}>
                {t("routing.add")}
              </Button>
            </div>
          )}
        </>
      )}
    </Form>
  );
}

function RulePeople({ rule, onChange }: { rule: Rule; onChange: (part: Partial<Rule>) => void }) {
  return (
    <>
      {rule.option === "contact_owner" && <p className="muted sm">{t("routing.owner_text")}</p>}
      <PeopleFields value={{ user_ids: rule.user_ids ?? [], team_ids: rule.team_ids ?? [] }} onChange={onChange} />
      <SwitchLine label={t("routing.available")} hint={t("routing.available_hint")} checked={rule.available_only ?? false} onChange={(available_only) => onChange({ available_only })} />
      <SwitchLine label={t("routing.busy")} hint={t("routing.busy_hint")} checked={rule.least_busy ?? false} onChange={(least_busy) => onChange({ least_busy })} />
    </>
  );
}
