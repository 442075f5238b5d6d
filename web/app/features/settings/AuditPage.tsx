import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, API_BASE } from "../../api/client.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { AUDIT_OBJECTS, auditQuery, auditText, dataText } from "./audit.ts";
import { ChoiceField } from "./fields.tsx";
import { Loading, Page } from "./Page.tsx";

/** Who changed which setting, permission or list, and when (SET-14). */
export function AuditPage() {
  const { users } = useBootstrap();
  const [filter, setFilter] = useState({ actor: "", object: "" });
  const log = useInfiniteQuery({
    queryKey: ["audit", "settings", filter.actor, filter.object],
    queryFn: ({ pageParam }) => answer(api.GET("/audit", { params: { query: auditQuery({ ...filter, cursor: pageParam }) } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
  const entries = log.data?.pages.flatMap((page) => page.entries);
  const exported = new URLSearchParams(auditQuery(filter)).toString();
  return (
    <Page
      wide
      title={t("audit.title")}
      text={t("audit.text")}
      actions={
        <a className="btn" href={`${API_BASE}/audit.csv${exported && `?${exported}`}`} download="audit.csv">
          <Icon name="download" />
          {t("audit.export")}
        </a>
      }
    >
      <div className="filter-line">
        <ChoiceField label={t("audit.who")} value={filter.actor} options={[["", t("settings.all")] as const, ...users.map(({ id, name, email }) => [id, name || email] as const)]} onChange={(actor) => setFilter({ ...filter, actor })} />
        <ChoiceField label={t("audit.object")} value={filter.object} options={[["", t("settings.all")] as const, ...AUDIT_OBJECTS.map((object) => [object, t(`audit.of_${object}`)] as const)]} onChange={(object) => setFilter({ ...filter, object })} />
      </div>
      {!entries && <Loading />}
      {entries?.length === 0 && <p className="settings-none">{t("choice.none")}</p>}
      {entries && entries.length > 0 && (
        <div className="sheet-scroll" role="region" tabIndex={0} aria-label={t("audit.title")}>
          <table className="sheet-table">
            <thead>
              <tr>
                <th scope="col">{t("audit.when")}</th>
                <th scope="col">{t("audit.who")}</th>
                <th scope="col">{t("audit.what")}</th>
                <th scope="col">{t("audit.details")}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.seq}>
                  <td className="num">{dayAndTime(entry.at)}</td>
                  <td>{entry.actor.name || t(entry.actor.kind === "system" ? "audit.system" : "audit.somebody")}</td>
                  <td>{auditText(entry.kind)}</td>
                  <td className="muted">{dataText(entry.data, entry.object, entry.object_id)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {log.hasNextPage && (
        <div>
          <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t("audit.older")}
          </Button>
        </div>
      )}
    </Page>
  );
}
