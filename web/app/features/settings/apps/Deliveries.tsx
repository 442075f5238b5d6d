import { Button } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../../api/client.ts";
import { t } from "../../../i18n/i18n.ts";
import { dayAndTime } from "../../../i18n/time.ts";
import { ChoiceField } from "../fields.tsx";
import { Loading, Section } from "../Page.tsx";
import { change, useServer } from "../server.ts";
import { type App, type Delivery, eventText, whyText } from "./model.ts";

type Filter = "" | "open" | "delivered" | "failed";

/** How often the log is asked for while something is under way. */
const AGAIN_MS = 3000;
const under = ({ state }: Delivery) => state === "sending" || state === "queued" || state === "waiting";

/** What an app was told of and is to be, newest first (HOOK-10). */
export function Deliveries({ app }: { app: App }) {
  const [state, setState] = useState<Filter>("");
  const [subscription, setSubscription] = useState("");
  const hook = useServer("app", () => api.GET("/apps/{id}/webhook", { params: { path: { id: app.id } } }), "webhook", app.id);
  const log = useInfiniteQuery({
    queryKey: ["app", "settings", "deliveries", app.id, state, subscription],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/apps/{id}/deliveries", { params: { path: { id: app.id }, query: { ...(state && { state }), ...(subscription && { subscription_id: subscription }), ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
    refetchInterval: ({ state: now }) => (now.data?.pages.some((page) => page.deliveries.some(under)) ? AGAIN_MS : false),
  });
  const rows = log.data?.pages.flatMap((page) => page.deliveries);
  return (
    <Section title={t("hooks.log")} text={t("hooks.log_text")}>
      <div className="filter-line">
        <ChoiceField
          label={t("hooks.state")}
          value={state}
          options={[["", t("settings.all")] as const, ...(["open", "delivered", "failed"] as const).map((one) => [one, t(`hooks.state_${one}`)] as const)]}
          onChange={setState}
        />
        <ChoiceField label={t("hooks.subscription")} value={subscription} options={[["", t("settings.all")] as const, ...(hook?.subscriptions ?? []).map((one) => [one.id, eventText(one)] as const)]} onChange={setSubscription} />
      </div>
      {!rows && <Loading />}
      {rows?.length === 0 && <p className="settings-none">{t("hooks.log_none")}</p>}
      {rows && rows.length > 0 && <Table app={app} rows={rows} />}
      {log.hasNextPage && (
        <div className="hstack">
          <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t("audit.older")}
          </Button>
        </div>
      )}
    </Section>
  );
}

function Table({ app, rows }: { app: App; rows: readonly Delivery[] }) {
  return (
    <div className="sheet-scroll">
      <table className="sheet-table deliveries">
        <thead>
          <tr>
            <th scope="col">{t("hooks.happened")}</th>
            <th scope="col">{t("hooks.event")}</th>
            <th scope="col">{t("hooks.state")}</th>
            <th scope="col">{t("hooks.answer")}</th>
            <th scope="col">{t("hooks.calls")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} app={app} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether a click can send it: what is over, and what waits to be tried once more. */
const again = (row: Delivery) => !under(row) || (row.state === "waiting" && row.attempt > 0);

const LOOKS = { delivered: "ok", failed: "danger", waiting: "plain", queued: "plain", sending: "accent" } as const;

function Row({ app, row }: { app: App; row: Delivery }) {
  const send = () => void change(api.POST("/apps/{id}/deliveries/{delivery_id}/resend", { params: { path: { id: app.id, delivery_id: row.id } } }));
  const name = `${eventText(row)}, ${t("hooks.object", { id: row.object_id })}`;
  return (
    <tr>
      <td className="num">{row.happened_at && dayAndTime(row.happened_at)}</td>
      <td>
        {eventText(row)}
        <span className="line-detail num">{t("hooks.object", { id: row.object_id })}</span>
      </td>
      <td>
        <Tag look={row.state === "waiting" && row.attempt > 0 ? "warn" : LOOKS[row.state]}>{t(`hooks.state_${row.state}`)}</Tag>
        {row.attempt > 0 && row.due_at && <span className="line-detail">{t("hooks.next", { time: dayAndTime(row.due_at) })}</span>}
      </td>
      <td>
        {row.code > 0 ? t("hooks.answered", { code: row.code, ms: row.took_ms }) : whyText(row)}
        {row.called_at && <span className="line-detail">{dayAndTime(row.called_at)}</span>}
      </td>
      <td className="num">{row.attempt}</td>
      <td>
        {again(row) && (
          <Button aria-label={`${t("hooks.resend")}: ${name}`} onClick={send}>
            {t("hooks.resend")}
          </Button>
        )}
      </td>
    </tr>
  );
}
