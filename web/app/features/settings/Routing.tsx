import { useState } from "react";
import { Link } from "@tanstack/react-router";
import type { ChannelAccount } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Form } from "./Form.tsx";
import { RuleList } from "./RuleList.tsx";
import { type Rule, rulesOf, toSend } from "./rules.ts";

interface RoutingProps {
  account: ChannelAccount;
  save: (rules: Rule[]) => Promise<unknown>;
}

/** Who gets the new conversations of a channel, of whatever kind (ROUTE-05 to ROUTE-09, ROUTE-22, ROUTE-23). */
export function Routing({ account, save }: RoutingProps) {
  const [rules, setRules] = useState<Rule[]>(rulesOf(account));
  return (
    <Form send={() => save(toSend(rules))}>
      {() => (
        <>
          <RuleList channel={account.channel} rules={rules} onChange={setRules} />
          <p className="sm">
            <Link to={paths.settings(`what-if/${account.id}`)}>{t("routing.what_if")}</Link>
          </p>
        </>
      )}
    </Form>
  );
}
