import { Button } from "@kit/Button.tsx";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { useForm } from "../../data/useForm.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { ChoiceField } from "./fields.tsx";
import { FormError } from "./FormDialog.tsx";
import { Page, Section } from "./Page.tsx";
import type { SettingsPageProps } from "./pages.ts";
import { RuleList } from "./RuleList.tsx";
import { type Rule, rulesOf, toSend } from "./rules.ts";

type WhatIf = components["schemas"]["WhatIf"];

const DAYS = ["7", "31", "62"] as const;

/** Replays past arrivals against changed rules and shows who would have got what (ROUTE-24). */
export function WhatIfPage({ rest }: SettingsPageProps) {
  const { channel_accounts } = useBootstrap();
  const [chosen, setChosen] = useState(rest);
  const account = channel_accounts.find(({ id }) => id === chosen) ?? channel_accounts[0];
  return (
    <Page wide title={t("whatif.title")} text={t("whatif.text")}>
      {channel_accounts.length > 1 && account && <ChoiceField label={t("whatif.channel")} value={account.id} options={channel_accounts.map(({ id, name, address }) => [id, name || address] as const)} onChange={setChosen} />}
      {account ? <Replay key={account.id} account={account} /> : <p className="settings-none">{t("channels.none")}</p>}
    </Page>
  );
}

function Replay({ account }: { account: ChannelAccount }) {
  const [rules, setRules] = useState<Rule[]>(rulesOf(account));
  const [days, setDays] = useState<(typeof DAYS)[number]>("31");
  const [result, setResult] = useState<WhatIf | null>(null);
  const form = useForm(async () => setResult(await answer(api.POST("/routing/what-if", { body: { channel_account_id: account.id, days: Number(days), routing: toSend(rules) } }))));
  return (
    <>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        <RuleList channel={account.channel} rules={rules} onChange={setRules} />
        <ChoiceField label={t("whatif.days")} value={days} options={DAYS.map((n) => [n, t("whatif.last_days", { n: Number(n) })] as const)} onChange={setDays} />
        <FormError text={form.general([])} />
        <div>
          <Button look="pri" type="submit" disabled={form.busy}>
            {t("whatif.run")}
          </Button>
        </div>
      </form>
      {result && <Result result={result} account={account} />}
    </>
  );
}

function Result({ result, account }: { result: WhatIf; account: ChannelAccount }) {
  const { users, views } = useBootstrap();
  const view = views.find(({ inbox_id, kind }) => inbox_id === account.inbox_id && kind === "open")?.id ?? "";
  const nameOf = (id: string | null) => (id ? (users.find((user) => user.id === id)?.name ?? id) : t("whatif.nobody"));
  if (result.arrivals === 0) return <p className="settings-none" role="status">{t("whatif.none")}</p>;
  return (
    <Section title={t("whatif.result")}>
      <p role="status">
        {t("whatif.summary", { n: result.arrivals, changed: result.changed })} {result.truncated && t("whatif.truncated")}
      </p>
      <div className="sheet-scroll" role="region" tabIndex={0} aria-label={t("whatif.totals")}>
        <table className="sheet-table">
          <thead>
            <tr>
              <th scope="col">{t("here.person")}</th>
              <th scope="col">{t("whatif.was")}</th>
              <th scope="col">{t("whatif.now")}</th>
              <th scope="col">{t("whatif.difference")}</th>
            </tr>
          </thead>
          <tbody>
            {result.totals.map(({ user_id, was, now }) => (
              <tr key={user_id ?? ""}>
                <th scope="row">{nameOf(user_id)}</th>
                <td className="num">{was}</td>
                <td className="num">{now}</td>
                <td className="num">{now > was ? `+${now - was}` : now - was}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="sheet-scroll" role="region" tabIndex={0} aria-label={t("whatif.arrivals")}>
        <table className="sheet-table">
          <thead>
            <tr>
              <th scope="col">{t("audit.when")}</th>
              <th scope="col">{t("whatif.conversation")}</th>
              <th scope="col">{t("whatif.was")}</th>
              <th scope="col">{t("whatif.now")}</th>
              <th scope="col">{t("routing.rule")}</th>
            </tr>
          </thead>
          <tbody>
            {result.rows.map((row) => (
              <tr key={`${row.thread_id} ${row.at}`} className={row.was_id === row.now_id ? "muted" : ""}>
                <td className="num">{row.at && dayAndTime(row.at)}</td>
                <td>
                  <Link to={paths.thread(account.inbox_id, view, row.thread_id)}>{row.subject || t("whatif.no_subject")}</Link>
                </td>
                <td>
                  {nameOf(row.was_id)}
                  {row.was_queued && ` · ${t("whatif.waits")}`}
                </td>
                <td>
                  {row.was_id === row.now_id ? nameOf(row.now_id) : <b>{nameOf(row.now_id)}</b>}
                  {row.now_queued && ` · ${t("whatif.waits")}`}
                </td>
                <td>{row.now_rule}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
