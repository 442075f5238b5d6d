import { Button, IconButton } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { t } from "../../i18n/i18n.ts";
import { count, dayAndTime } from "../../i18n/time.ts";
import { ChoiceField } from "./fields.tsx";
import { Confirm } from "./FormDialog.tsx";
import { Line, Lines, Loading, Page } from "./Page.tsx";
import { change, refresh, save, useServer } from "./server.ts";

type Job = components["schemas"]["Job"];
const STATES = ["dead", "waiting", "running", "done"] as const;

/** What the server does in the background, and what it gave up on. */
export function WorkPage() {
  const [state, setState] = useState<(typeof STATES)[number]>("dead");
  const jobs = useServer("jobs", () => api.GET("/jobs", { params: { query: { state } } }), state)?.jobs;
  const [dropping, setDropping] = useState<Job | null>(null);
  return (
    <Page title={t("work.title")} text={t("work.text")} actions={<Button icon="retry" onClick={() => void refresh()}>{t("work.refresh")}</Button>}>
      <ChoiceField label={t("work.state")} value={state} options={STATES.map((one) => [one, t(`work.${one}`)] as const)} onChange={setState} />
      {jobs ? (
        <Lines label={t("work.title")} none={t("work.none")}>
          {jobs.map((job) => (
            <Line key={job.id} title={job.kind} detail={detail(job)} tags={job.attempt > 0 && <Tag>{t("work.attempts", { n: job.attempt })}</Tag>}>
              {state === "dead" && (
                <>
                  <Button onClick={() => void change(api.POST("/jobs/{id}/retry", { params: { path: { id: job.id } } }))}>{t("action.retry")}</Button>
                  <IconButton icon="trash" label={t("work.drop")} onClick={() => setDropping(job)} />
                </>
              )}
            </Line>
          ))}
        </Lines>
      ) : (
        <Loading />
      )}
      {dropping && <Confirm title={t("work.drop")} text={t("work.drop_text", { kind: dropping.kind })} button={t("work.drop")} send={() => save(api.DELETE("/jobs/{id}", { params: { path: { id: dropping.id } } }))} onClose={() => setDropping(null)} />}
    </Page>
  );
}

function detail({ last_error, finished_at, run_at, created_at, done, total }: Job): string {
  const at = finished_at ?? run_at ?? created_at;
  const progress = total > 0 ? t("job.progress", { done: count(done), total: count(total) }) : "";
  return [last_error, progress, at && dayAndTime(at)].filter(Boolean).join(" · ");
}
