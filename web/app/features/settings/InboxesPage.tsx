import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { TextField } from "@kit/Field.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { api } from "../../api/client.ts";
import type { Inbox } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { FormDialog } from "./FormDialog.tsx";
import { InboxSettings } from "./InboxSettings.tsx";
import { Line, Lines, Page } from "./Page.tsx";
import type { SettingsPageProps } from "./pages.ts";
import { save } from "./server.ts";

/** All inboxes, or the one in the address (SET-03). */
export function InboxesPage({ rest }: SettingsPageProps) {
  const { inboxes, channel_accounts } = useBootstrap();
  const [adding, setAdding] = useState(false);
  const [id = "", tab = ""] = rest.split("/");
  const chosen = inboxes.find((inbox) => inbox.id === id);
  if (chosen) return <InboxSettings key={chosen.id} inbox={chosen} tab={tab} />;
  const channels = (inbox: Inbox) => channel_accounts.filter((account) => account.inbox_id === inbox.id && !account.fallback).length;
  return (
    <Page
      title={t("inboxes.title")}
      text={t("inboxes.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setAdding(true)}>
          {t("inboxes.new")}
        </Button>
      }
    >
      <Lines label={t("inboxes.title")} none="">
        {inboxes.map((inbox) => (
          <Line
            key={inbox.id}
            start={<Icon name={inbox.kind === "help_desk" ? "ticket" : "inbox"} />}
            title={inbox.name}
            to={paths.settings(`inboxes/${inbox.id}`)}
            detail={inbox.archived ? "" : [inbox.address, t("inboxes.channels", { n: channels(inbox) })].filter(Boolean).join(" · ")}
            tags={
              <>
                {inbox.archived && <Tag>{t("inboxes.archived")}</Tag>}
                {inbox.access === "specific" && <Tag look="accent">{t("inboxes.specific")}</Tag>}
                {!inbox.member && !inbox.archived && <Tag look="warn">{t("inboxes.not_member")}</Tag>}
              </>
            }
          />
        ))}
      </Lines>
      {adding && <NewInbox onClose={() => setAdding(false)} />}
    </Page>
  );
}

function NewInbox({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const send = async () => {
    const inbox = await save(api.POST("/inboxes", { body: { name } }));
    currentScope().go(paths.settings(`inboxes/${inbox.id}`));
  };
  return (
    <FormDialog title={t("inboxes.new")} button={t("settings.create")} fields={["name"]} send={send} onClose={onClose}>
      {(errorOf) => <TextField label={t("inboxes.name")} hint={t("inboxes.name_hint")} required autoFocus maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />}
    </FormDialog>
  );
}
