import { Button, IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, API_BASE } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime, fileSize } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { Confirm } from "./FormDialog.tsx";
import { Line, Lines, Loading, Page } from "./Page.tsx";
import { change, save, useServer } from "./server.ts";

type Mail = components["schemas"]["QuarantinedMail"];

/** Mail that could not be taken as it is: nothing is dropped silently (EMAIL-22). */
export function QuarantinePage() {
  const mails = useServer("quarantine", () => api.GET("/quarantine"))?.quarantine;
  const { channel_accounts, inboxes } = useBootstrap();
  const [discarding, setDiscarding] = useState<Mail | null>(null);
  const addressOf = (mail: Mail) => channel_accounts.find(({ id }) => id === mail.channel_account_id)?.address ?? "";
  return (
    <Page title={t("quarantine.title")} text={t("quarantine.text")}>
      {mails ? (
        <Lines label={t("quarantine.title")} none={t("quarantine.none")}>
          {mails.map((mail) => (
            <Line key={mail.id} start={<Icon name="warn" color="var(--warn)" />} title={mail.reason} detail={[addressOf(mail), mail.created_at && dayAndTime(mail.created_at), fileSize(mail.size)].filter(Boolean).join(" · ")}>
              {mail.thread_id && (
                <Link className="btn ghost" to={paths.search({ inbox: inboxes[0]?.id ?? "", thread: mail.thread_id })}>
                  {t("quarantine.read")}
                </Link>
              )}
              <a className="btn icononly ghost" href={`${API_BASE}/quarantine/${mail.id}/raw`} download aria-label={t("viewer.download")} title={t("viewer.download")}>
                <Icon name="download" />
              </a>
              <Button onClick={() => void change(api.POST("/quarantine/{id}/retry", { params: { path: { id: mail.id } } }))}>{t("action.retry")}</Button>
              <IconButton icon="trash" label={t("quarantine.discard")} onClick={() => setDiscarding(mail)} />
            </Line>
          ))}
        </Lines>
      ) : (
        <Loading />
      )}
      {discarding && (
        <Confirm title={t("quarantine.discard")} text={t("quarantine.discard_text")} button={t("quarantine.discard")} send={() => save(api.POST("/quarantine/{id}/discard", { params: { path: { id: discarding.id } } }))} onClose={() => setDiscarding(null)} />
      )}
    </Page>
  );
}
