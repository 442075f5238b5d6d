import { IconButton } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { api } from "../../api/client.ts";
import type { Inbox } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { viewTitle } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Line, Lines, Section } from "./Page.tsx";
import { change } from "./server.ts";

/** The views of an inbox: those that every inbox has, and those that people made (SET-03, VIEW-17). */
export function InboxViews({ inbox }: { inbox: Inbox }) {
  const views = useBootstrap().views.filter((view) => view.inbox_id === inbox.id);
  const custom = views.filter((view) => view.custom);
  const standard = views.filter((view) => !view.custom && viewTitle(view) !== "");
  return (
    <>
      <Section title={t("views.custom")} text={t("inboxes.views_text")}>
        <Lines label={t("views.custom")} none={t("inboxes.views_none")}>
          {custom.map((view) => (
            <Line key={view.id} title={viewTitle(view)} to={paths.view(inbox.id, view.id)} tags={<Tag>{t(`shared.${view.custom?.shared ?? "private"}`)}</Tag>}>
              <IconButton icon="copy" label={t("action.clone")} onClick={() => void change(api.POST("/views/{id}/clone", { params: { path: { id: view.id } }, body: { name: t("views.copy_of", { name: viewTitle(view) }) } }))} />
              {view.custom?.editable && <IconButton icon="trash" label={t("action.delete")} onClick={() => void change(api.DELETE("/views/{id}", { params: { path: { id: view.id } } }))} />}
            </Line>
          ))}
        </Lines>
      </Section>
      <Section title={t("inboxes.views_standard")} text={t("inboxes.views_standard_text")}>
        <Lines label={t("inboxes.views_standard")} none="">
          {standard.map((view) => (
            <Line key={view.id} title={viewTitle(view)} to={paths.view(inbox.id, view.id)} />
          ))}
        </Lines>
      </Section>
    </>
  );
}
