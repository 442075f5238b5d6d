import type { MessageId } from "../../i18n/i18n.ts";

/** A thing done with a person that is written down by hand. */
export interface ActivityForm {
  object: "note" | "task" | "call" | "meeting";
  title: MessageId;
  names: readonly string[];
  /** What properties are called in the form, where their own label says less. */
  labels: Record<string, MessageId>;
  initial: (now: Date) => Record<string, string>;
  /** What is kept, of what was filled in. */
  kept?: (properties: Record<string, string>) => Record<string, string>;
}

const MINUTE = 60_000;
const at = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE).toISOString();

function tomorrow(now: Date): string {
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  day.setHours(9, 0, 0, 0);
  return day.toISOString();
}

export const ACTIVITIES: Record<ActivityForm["object"], ActivityForm> = {
  note: { object: "note", title: "record.note", names: ["hs_note_body", "hs_timestamp"], labels: { hs_timestamp: "record.when" }, initial: (now) => ({ hs_timestamp: now.toISOString() }) },
  task: {
    object: "task",
    title: "record.task",
    names: ["hs_task_subject", "hs_timestamp", "hs_task_reminders", "hs_task_priority", "hs_task_type", "hubspot_owner_id", "hs_task_body"],
    labels: { hs_timestamp: "record.due" },
    initial: (now) => ({ hs_timestamp: tomorrow(now), hs_task_status: "NOT_STARTED", hs_task_priority: "NONE", hs_task_type: "TODO" }),
  },
  call: {
    object: "call",
    title: "record.log_call",
    names: ["hs_call_title", "hs_call_direction", "hs_call_status", "hs_call_disposition", "hs_call_duration", "hs_timestamp", "hs_call_body"],
    labels: { hs_timestamp: "record.when", hs_call_duration: "record.minutes" },
    initial: (now) => ({ hs_timestamp: now.toISOString(), hs_call_direction: "OUTBOUND", hs_call_status: "COMPLETED" }),
    // Asked for in minutes, kept in milliseconds.
    kept: ({ hs_call_duration: minutes, ...rest }) => (minutes ? { ...rest, hs_call_duration: String(Math.round(Number(minutes) * MINUTE)) } : rest),
  },
  meeting: {
    object: "meeting",
    title: "record.log_meeting",
    names: ["hs_meeting_title", "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_location", "hs_meeting_outcome", "hs_meeting_body"],
    labels: {},
    initial: (now) => ({ hs_meeting_start_time: at(now, 0), hs_meeting_end_time: at(now, 30), hs_meeting_outcome: "SCHEDULED" }),
    // A meeting stands on the timeline where it begins.
    kept: (properties) => ({ ...properties, hs_timestamp: properties["hs_meeting_start_time"] ?? new Date().toISOString() }),
  },
};
