import { Button } from "@kit/Button.tsx";
import { Select, TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { Inbox } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Capacity } from "./Capacity.tsx";
import { ChannelList } from "./ChannelList.tsx";
import { ChoiceField } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Confirm } from "./FormDialog.tsx";
import { InboxViews } from "./InboxViews.tsx";
import { Page, Section, Tabs } from "./Page.tsx";
import { PeopleFields } from "./PeopleFields.tsx";
import { save } from "./server.ts";

const UNDO_SECONDS = [0, 5, 10, 20, 30, 60] as const;
const AFTER_CLOSE = ["next", "previous", "list"] as const;

const TABS = [
  ["", "channels.title"],
  ["access", "access.title"],
  ["capacity", "capacity.title"],
  ["views", "inboxes.views"],
  ["advanced", "inboxes.behaviour"],
] as const;

/** One inbox: its channels, who sees it, its views, how it behaves (SET-02, SET-03, SET-06). */
export function InboxSettings({ inbox, tab }: { inbox: Inbox; tab: string }) {
  const inboxes = useBootstrap().inboxes.filter((other) => !other.archived || other.id === inbox.id);
  const path = (part: string, id = inbox.id) => paths.settings(`inboxes/${id}${part && `/${part}`}`);
  return (
    <Page
      title={inbox.name}
      back={{ to: paths.settings("inboxes"), label: t("inboxes.title") }}
      text={inbox.archived ? t("inboxes.archived_text") : inbox.address}
      actions={
        inboxes.length > 1 && (
          <Select aria-label={t("inboxes.current")} value={inbox.id} onChange={(event) => currentScope().go(path(tab, event.target.value))}>
            {inboxes.map((other) => (
              <option key={other.id} value={other.id}>
                {other.name}
              </option>
            ))}
          </Select>
        )
      }
    >
      {!inbox.archived && (
        <>
          <Tabs label={inbox.name} tabs={TABS.map(([part, key]) => [path(part), t(key)] as const)} />
          {tab === "" && <ChannelList inbox={inbox} />}
          {tab === "access" && (
            <Section title={t("access.title")} text={t("access.text")}>
              <Access inbox={inbox} />
            </Section>
          )}
          {tab === "capacity" && (
            <Section title={t("capacity.title")} text={t(inbox.kind === "help_desk" ? "capacity.desk_text" : "capacity.text")}>
              <Capacity inbox={inbox} />
            </Section>
          )}
          {tab === "views" && <InboxViews inbox={inbox} />}
          {tab === "advanced" && (
            <>
              <Section title={t("inboxes.behaviour")}>
                <Behaviour inbox={inbox} />
              </Section>
              <Remove inbox={inbox} />
            </>
          )}
        </>
      )}
    </Page>
  );
}

const patch = (inbox: Inbox, body: components["schemas"]["InboxInput"]) => save(api.PATCH("/inboxes/{id}", { params: { path: { id: inbox.id } }, body }));

function Access({ inbox }: { inbox: Inbox }) {
  const [access, setAccess] = useState(inbox.access);
  const [people, setPeople] = useState({ user_ids: inbox.user_ids, team_ids: inbox.team_ids });
  return (
    <Form fields={["user_ids", "team_ids"]} send={() => patch(inbox, access === "everyone" ? { access } : { access, ...people })}>
      {() => (
        <>
          <ChoiceField label={t("access.who")} value={access} onChange={setAccess} options={[["everyone", t("access.everyone")], ["specific", t("access.specific")]]} />
          {access === "specific" && <PeopleFields value={people} onChange={setPeople} />}
        </>
      )}
    </Form>
  );
}

function Behaviour({ inbox }: { inbox: Inbox }) {
  const [name, setName] = useState(inbox.name);
  const [settings, setSettings] = useState(inbox.settings);
  const seconds = [...new Set([...UNDO_SECONDS, settings.undo_seconds])].sort((a, b) => a - b);
  return (
    <Form fields={["name"]} send={() => patch(inbox, { name, settings })}>
      {(errorOf) => (
        <>
          <TextField label={t("inboxes.name")} required maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          <ChoiceField
            label={t("inboxes.undo")}
            hint={t("inboxes.undo_hint")}
            value={String(settings.undo_seconds)}
            options={seconds.map((n) => [String(n), t("inboxes.seconds", { n })] as const)}
            onChange={(value) => setSettings({ ...settings, undo_seconds: Number(value) })}
          />
          <ChoiceField
            label={t("after_close.label")}
            hint={t("inboxes.after_close_hint")}
            value={settings.after_close}
            options={AFTER_CLOSE.map((choice) => [choice, t(`after_close.${choice}`)] as const)}
            onChange={(after_close) => setSettings({ ...settings, after_close })}
          />
          <ChoiceField label={t("images.label")} hint={t("images.hint")} value={settings.remote_images} options={[["ask", t("images.ask")], ["proxy", t("images.proxy")]]} onChange={(remote_images) => setSettings({ ...settings, remote_images })} />
        </>
      )}
    </Form>
  );
}

/** An inbox goes once its own channels are gone and another inbox is left (SET-04). */
function Remove({ inbox }: { inbox: Inbox }) {
  const { inboxes, channel_accounts } = useBootstrap();
  const [asking, setAsking] = useState(false);
  const last = inboxes.filter((other) => !other.archived).length < 2;
  const channels = channel_accounts.some((account) => account.inbox_id === inbox.id && !account.fallback);
  const why = last ? t("inboxes.delete_last") : channels ? t("inboxes.delete_channels") : null;
  const send = async () => {
    await save(api.DELETE("/inboxes/{id}", { params: { path: { id: inbox.id } } }));
    currentScope().go(paths.settings("inboxes"));
  };
  return (
    <Section title={t("inboxes.delete")} text={why ?? t("inboxes.delete_text")}>
      {!why && (
        <div>
          <Button look="danger" onClick={() => setAsking(true)}>
            {t("inboxes.delete")}
          </Button>
        </div>
      )}
      {asking && <Confirm title={t("inboxes.delete")} text={t("inboxes.delete_text")} button={t("inboxes.delete")} word={inbox.name} send={send} onClose={() => setAsking(false)} />}
    </Section>
  );
}
