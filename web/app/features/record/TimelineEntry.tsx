import { Button } from "@kit/Button.tsx";
import { Icon, type IconName } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { lazy, Suspense } from "react";
import { Link } from "@tanstack/react-router";
import type { CrmRecord, ObjectType, ThreadRow, TimelineItem, ValueChange } from "../../api/types.ts";
import { useNow } from "../../data/clock.ts";
import { useBootstrap } from "../../data/session.ts";
import { channelLook } from "../../data/views.ts";
import { loadTexts, t } from "../../i18n/i18n.ts";
import { dayAndTime, duration, fullTime, itemTime } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { propertyOf, useObject } from "../../records/objects.ts";
import { iconOf } from "../../records/RecordFace.tsx";
import { attempt, writeValues } from "../../records/record.ts";
import { plain, readable } from "../../records/values.ts";
import { sourceName } from "../../records/ValueHistory.tsx";

const MeetingState = lazy(async () => (await loadTexts("rare"), import("./MeetingState.tsx")));

/** One thing that happened with a record. */
export function TimelineEntry({ item, record }: { item: TimelineItem; record: CrmRecord }) {
  if (item.thread) return <ThreadEntry row={item.thread} at={item.at} />;
  if (item.record) return <ActivityEntry activity={item.record} at={item.at} />;
  return <ChangeEntry changes={item.changes} at={item.at} record={record} />;
}

interface FrameProps {
  icon: IconName;
  color?: string | undefined;
  at: string;
  look?: string;
  title: React.ReactNode;
  children?: React.ReactNode;
}

function Frame({ icon, color, at, look = "", title, children }: FrameProps) {
  const now = useNow();
  return (
    <li className={`moment ${look}`}>
      <span className="moment-icon">
        <Icon name={icon} {...(color ? { color } : {})} />
      </span>
      <div className="moment-body">
        <p className="moment-head">
          {title}
          <time dateTime={at} title={fullTime(at)}>
            {itemTime(at, now)}
          </time>
        </p>
        {children}
      </div>
    </li>
  );
}

function ThreadEntry({ row, at }: { row: ThreadRow; at: string }) {
  const look = channelLook(row.channel);
  return (
    <Frame
      icon={look.icon}
      color={look.color}
      at={at}
      title={
        <>
          <Link to={paths.search({ inbox: row.inbox_id, thread: row.id })}>{row.subject || row.preview}</Link>
          <Tag look={row.status === "closed" ? "ok" : "plain"}>{[t(row.status === "closed" ? "row.closed" : "timeline.open"), row.assignee?.name].filter(Boolean).join(" · ")}</Tag>
        </>
      }
    >
      <p className="sm muted clip">{row.preview}</p>
    </Frame>
  );
}

// What is written, and what is said beside the title, of each kind of activity.
const BODY: Record<string, string> = { note: "hs_note_body", task: "hs_task_body", call: "hs_call_body", meeting: "hs_meeting_body", email: "hs_email_text", communication: "hs_communication_body", feedback_submission: "hs_content" };
const BESIDE: Record<string, string> = { task: "hs_task_status", call: "hs_call_status", meeting: "hs_meeting_outcome", email: "hs_email_status", feedback_submission: "hs_sentiment" };

function ActivityEntry({ activity, at }: { activity: CrmRecord; at: string }) {
  const object = useObject(activity.object);
  const { users } = useBootstrap();
  const text = (name: string | undefined) => {
    const def = propertyOf(object, name ?? "");
    return object && def ? readable(def, activity.properties[def.name] ?? "", { object, users, values: activity.properties }) : "";
  };
  const beside = [text(BESIDE[activity.object]), lengthOf(activity), text("hs_value")].filter(Boolean).join(" · ");
  const owner = users.find((user) => user.id === activity.owner_id)?.name;
  const note = activity.object === "note";
  return (
    <Frame
      icon={iconOf(activity.object)}
      at={at}
      look={note ? "note" : ""}
      title={
        <>
          <b>{note ? (owner ? t("timeline.note_by", { name: owner }) : object?.singular) : plain(activity.title)}</b>
          {beside && <Tag>{beside}</Tag>}
        </>
      }
    >
      {activity.object === "meeting" && activity.properties["hs_i_cal_uid"] && (
        <Suspense>
          <MeetingState activity={activity} />
        </Suspense>
      )}
      {activity.object === "task" && <TaskState task={activity} owner={owner} />}
      <p className="sm moment-text">{text(BODY[activity.object])}</p>
    </Frame>
  );
}

function lengthOf(activity: CrmRecord): string {
  const ms = Number(activity.properties["hs_call_duration"] ?? 0);
  return ms > 0 ? duration(ms) : "";
}

function TaskState({ task, owner }: { task: CrmRecord; owner: string | undefined }) {
  const done = task.properties["hs_task_status"] === "COMPLETED";
  const due = task.properties["hs_timestamp"];
  const change = () => void attempt(writeValues(task, { hs_task_status: done ? "NOT_STARTED" : "COMPLETED", hs_task_completion_date: done ? "" : new Date().toISOString() }));
  return (
    <p className="hstack sm muted">
      {[due && t("timeline.due", { at: dayAndTime(due) }), owner].filter(Boolean).join(" · ")}
      {task.abilities.includes("edit") && (
        <Button compact look="ghost" icon={done ? "undo" : "check"} onClick={change}>
          {t(done ? "timeline.not_done" : "timeline.done")}
        </Button>
      )}
    </p>
  );
}

function ChangeEntry({ changes, at, record }: { changes: readonly ValueChange[]; at: string; record: CrmRecord }) {
  const object = useObject(record.object);
  const { users } = useBootstrap();
  const first = changes[0];
  const who = users.find((user) => user.id === first?.user_id)?.name;
  return (
    <Frame icon="pen" at={at} title={<span className="faint sm">{[who, first && sourceName(first)].filter(Boolean).join(" · ")}</span>}>
      <ul role="list" className="sm">
        {object &&
          changes.map((change) => (
            <li key={change.property}>
              <b>{t("timeline.label", { name: propertyOf(object, change.property)?.label ?? change.property })}</b> {valueText(object, change, users, record)}
            </li>
          ))}
      </ul>
    </Frame>
  );
}

function valueText(object: ObjectType, change: ValueChange, users: Parameters<typeof readable>[2]["users"], record: CrmRecord): string {
  const def = propertyOf(object, change.property);
  return (def ? readable(def, change.value, { object, users, values: record.properties }) : change.value) || t("timeline.emptied");
}
