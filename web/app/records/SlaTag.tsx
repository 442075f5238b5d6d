import { Tag } from "@kit/Tag.tsx";
import type { SLAChip } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { duration, fullTime } from "../i18n/time.ts";

const LOOKS = { active: "plain", due_soon: "warn", overdue: "danger", paused: "plain", completed_on_time: "ok", completed_late: "danger" } as const;

/** How a goal of a ticket stands, with what is left of its time (TIX-17). */
export function SlaTag({ sla, now }: { sla: SLAChip; now: number }) {
  const left = sla.due_at ? Date.parse(sla.due_at) - now : 0;
  // The server says when a goal becomes overdue; between its words the clock goes on here.
  const state = (sla.state === "active" || sla.state === "due_soon") && sla.due_at && left < 0 ? "overdue" : sla.state;
  return (
    <Tag look={LOOKS[state]} {...(sla.due_at ? { title: fullTime(sla.due_at) } : {})}>
      {t(`sla.${state}`, { goal: t(`sla.${sla.goal}`), time: duration(Math.abs(left)) })}
    </Tag>
  );
}
