import { Button, IconButton } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { duration } from "../../../i18n/time.ts";
import { SwitchLine } from "../fields.tsx";
import { Confirm } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page, Section } from "../Page.tsx";
import { change, save, showNow, useServer } from "../server.ts";
import { PolicyDialog } from "./PolicyDialog.tsx";
import type { Policy } from "./sla.ts";

/** Where tickets stand, who owns them, and what is promised of them (TIX-03, TIX-05, TIX-15, TIX-16). */
export function TicketsPage() {
  const options = useServer("ticket-options", () => api.GET("/ticket-options"));
  const put = (body: NonNullable<typeof options>) => {
    showNow(body, "ticket-options");
    void change(api.PUT("/ticket-options", { body }));
  };
  return (
    <Page title={t("nav.tickets")}>
      {options ? (
        <>
          <SwitchLine label={t("ticket_options.in_inbox")} hint={t("ticket_options.in_inbox_hint")} checked={options.in_inbox} onChange={(in_inbox) => put({ ...options, in_inbox })} />
          <SwitchLine label={t("ticket_options.sync_owner")} hint={t("ticket_options.sync_owner_hint")} checked={options.sync_owner} onChange={(sync_owner) => put({ ...options, sync_owner })} />
        </>
      ) : (
        <Loading />
      )}
      <Policies />
    </Page>
  );
}

function Policies() {
  const policies = useServer("sla-policies", () => api.GET("/sla-policies"))?.policies;
  const { inboxes } = useBootstrap();
  const [editing, setEditing] = useState<Policy | "new" | null>(null);
  const [deleting, setDeleting] = useState<Policy | null>(null);
  // Of each inbox the first that fits holds: they stand inbox by inbox.
  const among = (policy: Policy) => policies?.filter(({ inbox_id }) => inbox_id === policy.inbox_id) ?? [];
  const step = (policy: Policy, by: -1 | 1) => {
    const ids = among(policy).map(({ id }) => id);
    const at = ids.indexOf(policy.id);
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    void change(api.PUT("/sla-policies/order", { body: { inbox_id: policy.inbox_id, ids } }));
  };
  const promises = ({ goals }: Policy) => goals.map((goal) => `${t(`sla.${goal.goal as "close"}`)}${goal.priority ? ` (${t(`sla_policy.priority_${goal.priority as "LOW"}`)})` : ""}: ${duration(goal.minutes * 60_000)}`);
  return (
    <Section
      title={t("tickets.goals")}
      text={t("sla_policy.text")}
      actions={
        <Button icon="plus" onClick={() => setEditing("new")}>
          {t("sla_policy.new")}
        </Button>
      }
    >
      {policies ? (
        <Lines label={t("tickets.goals")} none={t("sla_policy.none")}>
          {policies.map((policy) => (
            <Line
              key={policy.id}
              title={policy.name}
              detail={[inboxes.find(({ id }) => id === policy.inbox_id)?.name, ...promises(policy)].filter(Boolean).join(" · ")}
              tags={
                <>
                  {!policy.active && <Tag look="warn">{t("sla_policy.off")}</Tag>}
                  <Tag>{t(policy.hours.length > 0 ? "sla_policy.working_hours" : "sla_policy.calendar_hours")}</Tag>
                </>
              }
            >
              <IconButton icon="up" label={`${t("action.move_up")}: ${policy.name}`} disabled={among(policy)[0]?.id === policy.id} onClick={() => step(policy, -1)} />
              <IconButton icon="down" label={`${t("action.move_down")}: ${policy.name}`} disabled={among(policy).at(-1)?.id === policy.id} onClick={() => step(policy, 1)} />
              <IconButton icon="pen" label={`${t("action.edit")}: ${policy.name}`} onClick={() => setEditing(policy)} />
              <IconButton icon="trash" label={`${t("action.delete")}: ${policy.name}`} onClick={() => setDeleting(policy)} />
            </Line>
          ))}
        </Lines>
      ) : (
        <Loading />
      )}
      {editing && <PolicyDialog policy={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm title={t("sla_policy.delete", { name: deleting.name })} text={t("sla_policy.delete_text")} button={t("action.delete")} send={() => save(api.DELETE("/sla-policies/{id}", { params: { path: { id: Number(deleting.id) } } }))} onClose={() => setDeleting(null)} />
      )}
    </Section>
  );
}
