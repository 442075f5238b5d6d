import { IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";
import { Form } from "./Form.tsx";
import { Line, Lines } from "./Page.tsx";
import { change, save } from "./server.ts";

/** When one is away whatever the hours say (ROUTE-17). Past absences are not shown. */
export function Absences() {
  const all = useMe().out_of_office;
  const ahead = all.filter(({ end_at }) => Date.parse(end_at) > Date.now()).sort((a, b) => a.start_at.localeCompare(b.start_at));
  const [start, setStart] = useState("");
  const [end, setEnd] = useState("");
  const put = (periods: typeof all) => api.PATCH("/me", { body: { out_of_office: periods } });
  const add = async () => {
    await save(put([...ahead, { start_at: new Date(start).toISOString(), end_at: new Date(end).toISOString() }]));
    setStart("");
    setEnd("");
  };
  const wrong = start !== "" && end !== "" && end <= start;
  return (
    <>
      <Lines label={t("away.title")} none={t("away.none")}>
        {ahead.map((period) => (
          <Line key={period.start_at} title={`${dayAndTime(period.start_at)} – ${dayAndTime(period.end_at)}`}>
            <IconButton icon="trash" label={t("action.delete")} onClick={() => void change(put(ahead.filter((other) => other !== period)))} />
          </Line>
        ))}
      </Lines>
      <Form button={t("away.add")} send={add} disabled={wrong}>
        {() => (
          <div className="form-pair">
            <TextField label={t("away.start")} type="datetime-local" required value={start} onChange={(event) => setStart(event.target.value)} />
            <TextField label={t("away.end")} type="datetime-local" required value={end} min={start} error={wrong ? t("hours.wrong_order") : null} onChange={(event) => setEnd(event.target.value)} />
          </div>
        )}
      </Form>
    </>
  );
}
