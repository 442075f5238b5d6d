import { IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { SwitchLine } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Line, Lines, Loading, Page, Section } from "./Page.tsx";
import { asRule, wrongRule } from "./senders.ts";
import { change, save, showNow, useServer } from "./server.ts";

type SpamSettings = components["schemas"]["SpamSettings"];
type SenderRule = components["schemas"]["SenderRule"];
const FILTERS = ["auto_reply", "marketing", "role", "unsubscribe"] as const;

/** What keeps unwanted mail out of the inbox (SPAM-03, SPAM-06). */
export function SpamPage() {
  const settings = useServer("setting", () => api.GET("/spam-settings"), "spam");
  const rules = useServer("sender_rules", () => api.GET("/sender-rules"))?.sender_rules;
  return (
    <Page title={t("spam.title")} text={t("spam.text")}>
      {settings ? <Filters key={settings.rspamd_url} settings={settings} /> : <Loading />}
      {(["allow", "deny"] as const).map((list) => (
        <Section key={list} title={t(`senders.${list}`)} text={t(`senders.${list}_text`)}>
          <RuleForm list={list} />
          {rules ? <Rules list={list} rules={rules.filter((rule) => rule.list === list)} /> : <Loading />}
        </Section>
      ))}
      <Section title={t("senders.block")} text={t("senders.block_text")}>
        <Blocked />
      </Section>
    </Page>
  );
}

function Filters({ settings }: { settings: SpamSettings }) {
  const [url, setUrl] = useState(settings.rspamd_url);
  const put = (part: Partial<SpamSettings>) => api.PUT("/spam-settings", { body: { ...settings, ...part } });
  const set = (part: Partial<SpamSettings>) => {
    showNow({ ...settings, ...part }, "setting", "spam");
    void change(put(part));
  };
  return (
    <>
      {FILTERS.map((filter) => (
        <SwitchLine key={filter} label={t(`spam.${filter}`)} hint={t(`spam.${filter}_hint`)} checked={settings[filter]} onChange={(on) => set({ [filter]: on })} />
      ))}
      <Section title={t("spam.rspamd")} text={t("spam.rspamd_text")}>
        <Form fields={["rspamd_url"]} send={() => save(put({ rspamd_url: url.trim() }))} disabled={url === settings.rspamd_url}>
          {(errorOf) => <TextField label={t("spam.rspamd_url")} type="url" placeholder="http://127.0.0.1:11333" error={errorOf("rspamd_url")} value={url} onChange={(event) => setUrl(event.target.value)} />}
        </Form>
      </Section>
    </>
  );
}

function RuleForm({ list }: { list: "allow" | "deny" }) {
  const [value, setValue] = useState("");
  const wrong = value !== "" && wrongRule(value);
  const send = async () => {
    await save(api.POST("/sender-rules", { body: { list, value: asRule(value) } }));
    setValue("");
  };
  return (
    <Form button={t("settings.add")} fields={["value"]} disabled={value === "" || wrong} send={send}>
      {(errorOf) => <TextField label={t("senders.value")} placeholder="name@example.org, example.org" error={wrong ? t("senders.wrong") : errorOf("value")} value={value} onChange={(event) => setValue(event.target.value)} />}
    </Form>
  );
}

function Rules({ list, rules }: { list: "allow" | "deny"; rules: readonly SenderRule[] }) {
  return (
    <Lines label={t(`senders.${list}`)} none={t("senders.none")}>
      {rules.map((rule) => (
        <Line key={rule.id} title={rule.value} detail={<Author rule={rule} />}>
          <IconButton icon="trash" label={`${t("action.delete")}: ${rule.value}`} onClick={() => void change(api.DELETE("/sender-rules/{id}", { params: { path: { id: rule.id } } }))} />
        </Line>
      ))}
    </Lines>
  );
}

function Author({ rule }: { rule: SenderRule }) {
  const by = useBootstrap().users.find(({ id }) => id === rule.created_by)?.name ?? "";
  return [by, rule.created_at && dayAndTime(rule.created_at)].filter(Boolean).join(" · ");
}

function Blocked() {
  const blocked = useServer("sender_rules", () => api.GET("/blocked-senders"), "blocked")?.blocked_senders;
  const inbox = useBootstrap().inboxes[0]?.id ?? "";
  if (!blocked) return <Loading />;
  return (
    <Lines label={t("senders.block")} none={t("senders.block_none")}>
      {blocked.map((rule) => (
        <Line key={rule.id} title={rule.value} detail={<Author rule={rule} />}>
          {rule.thread_id && (
            <Link className="btn ghost" to={paths.search({ inbox, thread: rule.thread_id })}>
              {t("senders.thread")}
            </Link>
          )}
          <IconButton icon="restore" label={`${t("action.unblock")}: ${rule.value}`} onClick={() => void change(api.DELETE("/blocked-senders/{id}", { params: { path: { id: rule.id } } }))} />
        </Line>
      ))}
    </Lines>
  );
}
