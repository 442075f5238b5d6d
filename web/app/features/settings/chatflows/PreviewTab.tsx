import { Button } from "@kit/Button.tsx";
import { useCallback, useEffect, useState } from "react";
import { answer, api, type ApiError } from "../../../api/client.ts";
import { reportFailure } from "../../../data/doing.ts";
import { t } from "../../../i18n/i18n.ts";
import { Loading, Section } from "../Page.tsx";
import type { TabProps } from "./ChatflowEditor.tsx";

/** The chat as a visitor would see it with what stands in the tabs now; it creates nothing (BOT-18). */
export function PreviewTab({ chatflow }: TabProps) {
  const [url, setUrl] = useState<string | null>(null);
  const load = useCallback(() => {
    setUrl(null);
    const { name, account_id, language, active, build, target, display, options } = chatflow;
    answer(api.POST("/chatflows/{id}/preview", { params: { path: { id: chatflow.id } }, body: { name, account_id, language, active, build, target, display, options } })).then(
      (made) => setUrl(made.url),
      (error: ApiError) => reportFailure(error),
    );
  }, [chatflow]);
  useEffect(load, [load]);
  return (
    <Section
      title={t("chatflows.tab_preview")}
      text={t("chatflows.preview_text")}
      actions={
        <Button icon="undo" onClick={load}>
          {t("chatflows.preview_again")}
        </Button>
      }
    >
      {url ? <iframe className="chat-preview" title={t("chatflows.tab_preview")} src={url} /> : <Loading />}
    </Section>
  );
}
