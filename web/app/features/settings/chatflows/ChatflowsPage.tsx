import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Switch } from "@kit/Switch.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { currentScope } from "../../../actions/scope.ts";
import { api } from "../../../api/client.ts";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { ChoiceField } from "../fields.tsx";
import { Confirm, FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page } from "../Page.tsx";
import type { SettingsPageProps } from "../pages.ts";
import { change, save, useServer } from "../server.ts";
import { ChatflowEditor } from "./ChatflowEditor.tsx";
import { type Chatflow, moved } from "./model.ts";

/** The chatflows, the one on top first: where several fit, it shows (BOT-05). Or the one in the address. */
export function ChatflowsPage({ rest }: SettingsPageProps) {
  const list = useServer("chatflow", () => api.GET("/chatflows"))?.chatflows;
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Chatflow | null>(null);
  if (!list) return <Loading />;
  const chosen = list.find(({ id }) => id === rest);
  if (chosen) return <ChatflowEditor key={chosen.id} chatflow={chosen} />;

  const move = (index: number, by: -1 | 1) => void change(api.PUT("/chatflows/order", { body: { ids: moved(list, index, by).map(({ id }) => id) } }));
  const clone = (chatflow: Chatflow) => void change(api.POST("/chatflows/{id}/clone", { params: { path: { id: chatflow.id } }, body: {} }));
  const turn = (chatflow: Chatflow, active: boolean) => void change(api.PATCH("/chatflows/{id}", { params: { path: { id: chatflow.id } }, body: { active } }));
  return (
    <Page
      title={t("chatflows.title")}
      text={t("chatflows.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setAdding(true)}>
          {t("chatflows.new")}
        </Button>
      }
    >
      <Lines label={t("chatflows.title")} none={t("chatflows.none")}>
        {list.map((chatflow, index) => (
          <Line
            key={chatflow.id}
            start={<Icon name="chat" />}
            title={chatflow.name}
            to={paths.settings(`chatflows/${chatflow.id}`)}
            detail={<Place chatflow={chatflow} />}
            tags={<Tag>{chatflow.language.toUpperCase()}</Tag>}
          >
            <Switch label={t("chatflows.on", { name: chatflow.name })} checked={chatflow.active} onChange={(active) => turn(chatflow, active)} />
            <IconButton icon="up" label={`${t("action.move_up")}: ${chatflow.name}`} disabled={index === 0} onClick={() => move(index, -1)} />
            <IconButton icon="down" label={`${t("action.move_down")}: ${chatflow.name}`} disabled={index === list.length - 1} onClick={() => move(index, 1)} />
            <IconButton icon="copy" label={`${t("action.clone")}: ${chatflow.name}`} onClick={() => clone(chatflow)} />
            <IconButton icon="trash" label={`${t("action.delete")}: ${chatflow.name}`} onClick={() => setDeleting(chatflow)} />
          </Line>
        ))}
      </Lines>
      {adding && <NewChatflow onClose={() => setAdding(false)} />}
      {deleting && (
        <Confirm
          title={t("chatflows.delete", { name: deleting.name })}
          text={t("chatflows.delete_text")}
          button={t("action.delete")}
          send={() => save(api.DELETE("/chatflows/{id}", { params: { path: { id: deleting.id } } }))}
          onClose={() => setDeleting(null)}
        />
      )}
    </Page>
  );
}

function Place({ chatflow }: { chatflow: Chatflow }) {
  const { inboxes, channel_accounts } = useBootstrap();
  const account = channel_accounts.find(({ id }) => id === chatflow.account_id);
  const inbox = inboxes.find(({ id }) => id === chatflow.inbox_id);
  return <>{[account?.name, inbox?.name].filter(Boolean).join(" → ")}</>;
}

function NewChatflow({ onClose }: { onClose: () => void }) {
  const { channel_accounts, account } = useBootstrap();
  const chats = channel_accounts.filter(({ channel }) => channel === "chat");
  const [name, setName] = useState("");
  const [chat, setChat] = useState(chats[0]?.id ?? "");
  const [language, setLanguage] = useState(account.language === "fr" ? "fr" : "en");
  const send = async () => {
    const made = await save(api.POST("/chatflows", { body: { name, account_id: chat, language: language as "en" | "fr" } }));
    currentScope().go(paths.settings(`chatflows/${made.id}`));
  };
  return (
    <FormDialog title={t("chatflows.new")} fields={["name", "account_id"]} disabled={chat === ""} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          {chats.length === 0 && <p className="note warn">{t("chatflows.no_channel")}</p>}
          <TextField label={t("chatflows.name")} required autoFocus maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          <ChoiceField label={t("chatflows.channel")} error={errorOf("account_id")} value={chat} options={chats.map((candidate) => [candidate.id, candidate.name] as const)} onChange={setChat} />
          <ChoiceField label={t("chatflows.language")} value={language} options={[["en", "English"], ["fr", "Français"]]} onChange={setLanguage} />
        </>
      )}
    </FormDialog>
  );
}
