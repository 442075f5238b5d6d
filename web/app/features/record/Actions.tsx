import { Icon, type IconName } from "@kit/Icon.tsx";
import { lazy, Suspense, useState } from "react";
import type { Address, CrmRecord, RecordPage } from "../../api/types.ts";
import { openCompose } from "../../data/compose.ts";
import { useBootstrap } from "../../data/session.ts";
import { loadTexts, type MessageId, t } from "../../i18n/i18n.ts";
import { CreateRecord } from "../../records/CreateRecord.tsx";
import { useObjects } from "../../records/objects.ts";
import { createRecord } from "../../records/record.ts";
import { ownerOf } from "../../records/values.ts";
import { ACTIVITIES, type ActivityForm } from "./activities.ts";

const MeetingForm = lazy(async () => (await loadTexts("rare"), import("../../records/MeetingForm.tsx")));

const WRITTEN: readonly (readonly [ActivityForm["object"], IconName, MessageId])[] = [
  ["note", "note", "record.do_note"],
  ["task", "task", "record.do_task"],
  ["meeting", "cal", "record.do_meeting"],
];

/** What can be done with who is behind a record: write, call, note, plan (CRM-04, CRM-21). */
export function Actions({ page }: { page: RecordPage }) {
  const { record } = page;
  const [writing, setWriting] = useState<ActivityForm["object"] | null>(null);
  const [meeting, setMeeting] = useState(false);
  const { email, phone, mobilephone } = record.properties;
  const write = useWriting(page);
  const number = phone || mobilephone;
  return (
    <div className="quick" role="group" aria-label={t("record.actions")}>
      {write && (
        <button type="button" onClick={write}>
          <Icon name="mail" />
          {t("context.email")}
        </button>
      )}
      {number ? (
        // The telephone rings elsewhere; what was said is written down here.
        <a href={`tel:${number.replace(/[^+\d]/g, "")}`} onClick={() => setWriting("call")}>
          <Icon name="phone" />
          {t("context.call")}
        </a>
      ) : (
        <button type="button" onClick={() => setWriting("call")}>
          <Icon name="phone" />
          {t("context.call")}
        </button>
      )}
      {WRITTEN.map(([object, icon, label]) => (
        <button key={object} type="button" onClick={() => (object === "meeting" && email ? setMeeting(true) : setWriting(object))}>
          <Icon name={icon} />
          {t(label)}
        </button>
      ))}
      {meeting && (
        <Suspense>
          <MeetingForm record={record} onClose={() => setMeeting(false)} onLog={() => (setMeeting(false), setWriting("meeting"))} />
        </Suspense>
      )}
      {writing && <Writing record={record} form={ACTIVITIES[writing]} onClose={() => setWriting(null)} />}
    </div>
  );
}

/** How a letter begins from a record: to the person, or from within a ticket to its people (TIX-11). */
function useWriting({ record, associations }: RecordPage): (() => void) | null {
  const { inboxes, channel_accounts } = useBootstrap();
  const address = (one: CrmRecord): Address[] => (one.properties.email ? [{ name: one.title === one.properties.email ? "" : one.title, address: one.properties.email }] : []);
  if (record.object !== "ticket") {
    const to = address(record);
    return to.length > 0 ? () => openCompose(null, to) : null;
  }
  const to = associations.filter(({ object }) => object === "contact").flatMap(({ records }) => records.flatMap((one) => address(one.record)));
  const desk = inboxes.find((inbox) => inbox.kind === "help_desk" && inbox.member && channel_accounts.some((account) => account.inbox_id === inbox.id && account.channel === "email" && account.active));
  return record.archived_at ? null : () => openCompose(desk?.id ?? null, to, { id: record.id, title: record.title });
}

function Writing({ record, form, onClose }: { record: CrmRecord; form: ActivityForm; onClose: () => void }) {
  const object = useObjects().find(({ name }) => name === form.object);
  const { user } = useBootstrap();
  const [start] = useState(() => ({ hubspot_owner_id: ownerOf(user.id), ...form.initial(new Date()) }));
  if (!object) return null;
  return (
    <CreateRecord
      title={t(form.title)}
      object={object}
      names={form.names}
      labels={Object.fromEntries(Object.entries(form.labels).map(([name, label]) => [name, t(label)]))}
      initial={start}
      belongsTo={[record]}
      make={(properties) => createRecord({ object: form.object, properties: form.kept?.(properties) ?? properties, to: [record.id] })}
      onClose={onClose}
    />
  );
}
