import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Field, Select } from "@kit/Field.tsx";
import { showToast } from "@kit/Toast.tsx";
import { useState } from "react";
import { cache } from "../api/cache.ts";
import { answer, api } from "../api/client.ts";
import type { Address, CrmRecord, Meeting } from "../api/types.ts";
import { useBootstrap } from "../data/session.ts";
import { useForm } from "../data/useForm.ts";
import { t } from "../i18n/i18n.ts";
import { instantOf, wallTime } from "./wallTime.ts";

const MINUTE = 60_000;
const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480] as const;
const FIELDS = ["title", "start", "minutes", "timezone", "place", "note", "guests", "to", "channel_account_id"];

interface MeetingFormProps {
  /** Who it is with: it stands on their timeline. */
  record: CrmRecord;
  /** One that is planned already. */
  meeting?: Meeting;
  onClose: () => void;
  /** The other way: a meeting that was is only written down. */
  onLog?: () => void;
}

/** Plans a meeting and sends the invitation (CRM-04). */
export default function MeetingForm({ record, meeting, onClose, onLog }: MeetingFormProps) {
  const { inboxes, channel_accounts, user } = useBootstrap();
  const senders = channel_accounts.filter((account) => account.channel === "email" && account.active && inboxes.some((inbox) => inbox.id === account.inbox_id && inbox.member));
  const [zone, setZone] = useState(meeting?.card.timezone || user.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [start, setStart] = useState(() => wallTime(meeting?.card.start ? Date.parse(meeting.card.start) : nextHour(), zone));
  const [guests, setGuests] = useState(() => (meeting ? meeting.card.guests.map(written) : [written({ name: record.title === record.properties["email"] ? "" : record.title, address: record.properties["email"] ?? "" })]).join(", "));
  const planned = meeting?.card.start && meeting.card.end ? Math.round((Date.parse(meeting.card.end) - Date.parse(meeting.card.start)) / MINUTE) : 30;
  const form = useForm(async () => {
    const values = new FormData(document.getElementById("meeting-form") as HTMLFormElement);
    const text = (name: string) => String(values.get(name) ?? "");
    const plan = { title: text("title"), place: text("place"), note: text("note"), start: instantOf(start, zone), minutes: Number(text("minutes")), timezone: zone, guests: readGuests(guests) };
    const sender = senders.find((account) => account.id === text("sender"));
    if (meeting) await answer(api.PUT("/meetings/{id}", { params: { path: { id: meeting.id } }, body: plan }));
    else await answer(api.POST("/meetings", { body: { ...plan, record_ids: [record.id], inbox_id: sender?.inbox_id ?? "", channel_account_id: sender?.id ?? "" } }));
    void cache.invalidateQueries({ queryKey: ["timeline"] });
    void cache.invalidateQueries({ queryKey: ["meeting"] });
    showToast({ id: "meeting", text: t("meeting.sent") });
    onClose();
  });
  return (
    <Dialog title={t(meeting ? "meeting.change" : "meeting.schedule")} closeLabel={t("action.close_dialog")} open onClose={onClose}>
      <form id="meeting-form" className="vstack form" onSubmit={form.handleSubmit}>
        <Field label={t("meeting.title")} error={form.of("title")}>
          {(ids) => <input {...ids} className="input" name="title" required maxLength={300} autoFocus defaultValue={meeting?.card.title ?? ""} />}
        </Field>
        <Field label={t("meeting.start")} error={form.of("start")}>
          {(ids) => <input {...ids} className="input" type="datetime-local" required value={start} onChange={(event) => setStart(event.target.value)} />}
        </Field>
        <Field label={t("meeting.length")} error={form.of("minutes")}>
          {(ids) => (
            <Select {...ids} name="minutes" defaultValue={planned}>
              {[...new Set([...LENGTHS, planned])].sort((a, b) => a - b).map((n) => (
                <option key={n} value={n}>
                  {t("meeting.minutes", { n })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("meeting.zone")} error={form.of("timezone")}>
          {(ids) => (
            <Select {...ids} value={zone} onChange={(event) => setZone(event.target.value)}>
              {[...new Set([zone, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort().map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("meeting.place")} error={form.of("place")}>
          {(ids) => <input {...ids} className="input" name="place" maxLength={500} defaultValue={meeting?.card.place ?? ""} />}
        </Field>
        <Field label={t("meeting.guests")} hint={t("meeting.guests_text")} error={form.of("guests") ?? form.of("to")}>
          {(ids) => <input {...ids} className="input" required value={guests} onChange={(event) => setGuests(event.target.value)} />}
        </Field>
        <Field label={t("meeting.note")} error={form.of("note")}>
          {(ids) => <textarea {...ids} className="input" name="note" rows={3} maxLength={4000} defaultValue={meeting?.card.note ?? ""} />}
        </Field>
        {!meeting && (
          <Field label={t("meeting.sender")} error={form.of("channel_account_id")}>
            {(ids) => (
              <Select {...ids} name="sender" required>
                {senders.map((account) => (
                  <option key={account.id} value={account.id}>
                    {account.address}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {form.general(FIELDS) && (
          <p className="form-error" role="alert">
            {form.general(FIELDS)}
          </p>
        )}
        <div className="hstack form-foot">
          {onLog && (
            <Button look="ghost" onClick={onLog}>
              {t("meeting.log")}
            </Button>
          )}
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button look="pri" type="submit" disabled={form.busy || (!meeting && senders.length === 0)}>
            {t(meeting ? "meeting.send_change" : "meeting.send")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const nextHour = () => (Math.floor(Date.now() / (60 * MINUTE)) + 1) * 60 * MINUTE;

const written = ({ name, address }: Address) => (name ? `${name.replace(/[,;<>]/g, " ").trim()} <${address}>` : address);

// "Cleo Marsh <cleo@shop.example>, ola@shop.example"
const readGuests = (text: string): Address[] =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [, name = "", address = part] = /^(.*?)\s*<([^<>]*)>$/.exec(part) ?? [];
      return { name, address: address.trim() };
    });
