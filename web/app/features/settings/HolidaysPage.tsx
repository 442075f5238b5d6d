import { IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { t } from "../../i18n/i18n.ts";
import { calendarDay } from "../../i18n/time.ts";
import { Form } from "./Form.tsx";
import { Line, Lines, Loading, Page, Section } from "./Page.tsx";
import { change, save, useServer } from "./server.ts";

/** Days off for everybody, one by one or from a calendar (AUTO-06). */
export function HolidaysPage() {
  const holidays = useServer("holidays", () => api.GET("/holidays"))?.holidays;
  return (
    <Page title={t("holidays.title")} text={t("holidays.text")}>
      {holidays ? (
        <Lines label={t("holidays.title")} none={t("holidays.none")}>
          {holidays.map((holiday) => (
            <Line key={holiday.id} title={holiday.name} detail={calendarDay(holiday.day)} tags={holiday.source && <Tag title={holiday.source}>{t("holidays.imported")}</Tag>}>
              <IconButton icon="trash" label={`${t("action.delete")}: ${holiday.name}`} onClick={() => void change(api.DELETE("/holidays/{id}", { params: { path: { id: holiday.id } } }))} />
            </Line>
          ))}
        </Lines>
      ) : (
        <Loading />
      )}
      <Section title={t("holidays.add")}>
        <NewHoliday />
      </Section>
      <Section title={t("holidays.import")} text={t("holidays.import_text")}>
        <Import />
      </Section>
    </Page>
  );
}

function NewHoliday() {
  const [name, setName] = useState("");
  const [day, setDay] = useState("");
  const send = async () => {
    await save(api.POST("/holidays", { body: { name, day } }));
    setName("");
    setDay("");
  };
  return (
    <Form button={t("settings.add")} fields={["name", "day"]} send={send}>
      {(errorOf) => (
        <div className="form-pair">
          <TextField label={t("holidays.name")} required maxLength={200} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          <TextField label={t("holidays.day")} type="date" required error={errorOf("day")} value={day} onChange={(event) => setDay(event.target.value)} />
        </div>
      )}
    </Form>
  );
}

function Import() {
  const [url, setUrl] = useState("");
  const picker = useRef<HTMLInputElement>(null);
  const send = async () => {
    const file = picker.current?.files?.[0];
    await save(api.POST("/holidays/import", { body: file ? { calendar: await file.text(), name: file.name } : { url } }));
    setUrl("");
    if (picker.current) picker.current.value = "";
  };
  return (
    <Form button={t("holidays.import_button")} fields={["url"]} send={send}>
      {(errorOf) => (
        <div className="form-pair">
          <TextField label={t("holidays.url")} type="url" placeholder="https://" error={errorOf("url")} value={url} onChange={(event) => setUrl(event.target.value)} />
          <div className="field">
            <label htmlFor="holiday-file">{t("holidays.file")}</label>
            <input id="holiday-file" ref={picker} type="file" accept=".ics,text/calendar" />
          </div>
        </div>
      )}
    </Form>
  );
}
