import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import type { CrmRecord } from "../api/types.ts";
import { useNow } from "../data/clock.ts";
import { SlaTag } from "./SlaTag.tsx";
import { t } from "../i18n/i18n.ts";

/** How each goal of a ticket stands (TIX-17). */
export function SlaGoals({ ticket }: { ticket: CrmRecord }) {
  const { data = [] } = useQuery({
    queryKey: ["sla", ticket.id, ticket.updated_at],
    queryFn: async () => (await answer(api.GET("/records/{id}/sla", { params: { path: { id: ticket.id } } }))).timers,
    staleTime: 0,
  });
  const now = useNow();
  if (data.length === 0) return null;
  return (
    <ul role="list" className="sla-goals" aria-label={t("tickets.goals")}>
      {data.map((timer) => (
        <li key={timer.goal} title={timer.policy}>
          <SlaTag sla={timer} now={now} />
        </li>
      ))}
    </ul>
  );
}
