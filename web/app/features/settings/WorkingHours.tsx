import { Button, IconButton } from "@kit/Button.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { weekdayName } from "../../i18n/time.ts";
import { Form } from "./Form.tsx";
import { nextSpan, type Span, spansOf, USUAL, WEEK, withDay, wrongHours } from "./hours.ts";
import { save } from "./server.ts";

/** The week in which one is available by itself (ROUTE-16). */
export function WorkingHours() {
  const [hours, setHours] = useState<Span[]>(useMe().working_hours);
  const wrong = wrongHours(hours);
  return (
    <Form send={() => save(api.PATCH("/me", { body: { working_hours: hours } }))} fields={["working_hours"]} disabled={wrong !== null}>
      {(errorOf) => (
        <>
          <div className="hours">
            {WEEK.map((day) => (
              <Day key={day} day={day} spans={spansOf(hours, day)} onChange={(spans) => setHours(withDay(hours, day, spans))} />
            ))}
          </div>
          {(wrong || errorOf("working_hours")) && (
            <p className="form-error" role="alert">
              {wrong ? t(`hours.wrong_${wrong}`) : errorOf("working_hours")}
            </p>
          )}
        </>
      )}
    </Form>
  );
}

interface DayProps {
  day: number;
  spans: readonly Span[];
  onChange: (spans: Omit<Span, "day">[]) => void;
}

function Day({ day, spans, onChange }: DayProps) {
  const name = weekdayName(day);
  const put = (index: number, part: Partial<Span>) => onChange(spans.map((span, at) => (at === index ? { ...span, ...part } : span)));
  return (
    <div className="hours-day">
      <label className="tick">
        <Checkbox label={name} checked={spans.length > 0} onChange={(on) => onChange(on ? [USUAL] : [])} />
        {name}
      </label>
      <div className="hours-spans">
        {spans.map((span, index) => (
          <div key={index} className="hours-span">
            <input className="input" type="time" required aria-label={t("hours.from", { day: name })} value={span.start} onChange={(event) => put(index, { start: event.target.value })} />
            –
            <input className="input" type="time" required aria-label={t("hours.to", { day: name })} value={span.end} onChange={(event) => put(index, { end: event.target.value })} />
            {spans.length > 1 && <IconButton icon="close" compact label={t("hours.remove")} onClick={() => onChange(spans.filter((_, at) => at !== index))} />}
            {index === spans.length - 1 && index < 3 && (
              <Button look="ghost" compact icon="plus" aria-label={t("hours.add")} title={t("hours.add")} onClick={() => onChange([...spans, nextSpan(spans)])} />
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
