import { Button, IconButton } from "@kit/Button.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { t } from "../../i18n/i18n.ts";
import { weekdayName } from "../../i18n/time.ts";
import { nextSpan, type Span, spansOf, USUAL, WEEK, withDay, wrongHours } from "./hours.ts";

interface HoursFieldsProps {
  hours: readonly Span[];
  error?: string | null;
  onChange: (hours: Span[]) => void;
}

/** The hours of a week, day by day. */
export function HoursFields({ hours, error, onChange }: HoursFieldsProps) {
  const wrong = wrongHours(hours);
  return (
    <>
      <div className="hours">
        {WEEK.map((day) => (
          <Day key={day} day={day} spans={spansOf(hours, day)} onChange={(spans) => onChange(withDay(hours, day, spans))} />
        ))}
      </div>
      {(wrong || error) && (
        <p className="form-error" role="alert">
          {wrong ? t(`hours.wrong_${wrong}`) : error}
        </p>
      )}
    </>
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
