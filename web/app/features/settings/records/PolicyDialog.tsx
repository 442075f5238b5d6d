import { Button, IconButton } from "@kit/Button.tsx";
import { Select, TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { Conditions } from "../../../records/Conditions.tsx";
import { asked } from "../../../records/conditions.ts";
import { useObject } from "../../../records/objects.ts";
import { ChoiceField, SwitchLine, TickList } from "../fields.tsx";
import { FormDialog } from "../FormDialog.tsx";
import { HoursFields } from "../HoursFields.tsx";
import { USUAL, wrongHours } from "../hours.ts";
import { save } from "../server.ts";
import { ownZone, timeZones } from "../zones.ts";
import { fromSpans, GOALS, inMinutes, inUnit, type Policy, PRIORITIES, type Target, toSpans, type Unit, UNITS } from "./sla.ts";

const WEEKDAYS = [1, 2, 3, 4, 5].map((day) => ({ day, ...USUAL }));

/** What is promised of which tickets, and when time counts. */
export function PolicyDialog({ policy, onClose }: { policy: Policy | null; onClose: () => void }) {
  const inboxes = useBootstrap().inboxes.filter((inbox) => !inbox.archived);
  const ticket = useObject("ticket");
  const [name, setName] = useState(policy?.name ?? "");
  const [inbox, setInbox] = useState(policy?.inbox_id ?? inboxes[0]?.id ?? "");
  const [active, setActive] = useState(policy?.active ?? true);
  const [goals, setGoals] = useState<Target[]>(policy?.goals ?? [{ goal: "first_reply", minutes: 240, warn: 30 }]);
  const [groups, setGroups] = useState(policy?.filter_groups ?? []);
  const [spans, setSpans] = useState(toSpans(policy?.hours ?? []));
  const [zone, setZone] = useState(policy?.zone || ownZone());
  const [pause, setPause] = useState(policy?.pause ?? []);
  const [open, setOpen] = useState(false);
  const stages = ticket?.pipelines.flatMap((pipeline) => pipeline.stages.filter((stage) => !stage.closed).map((stage) => ({ id: stage.id, name: stage.label, hint: pipeline.label }))) ?? [];
  const body = { id: policy?.id ?? "", inbox_id: inbox, name, active, goals, filter_groups: asked(groups), hours: fromSpans(spans), zone, pause };
  return (
    <FormDialog title={t(policy ? "sla_policy.edit" : "sla_policy.new")} width={680} fields={["name", "goals", "zone"]} disabled={wrongHours(spans) !== null} send={() => save(api.PUT("/sla-policies", { params: { query: { open } }, body }))} onClose={onClose}>
      {(errorOf) => (
        <>
          <div className="form-pair">
            <TextField label={t("sla_policy.name")} required autoFocus maxLength={200} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
            <ChoiceField label={t("connect.inbox")} value={inbox} options={inboxes.map((one) => [one.id, one.name] as const)} onChange={setInbox} />
          </div>
          <Goals goals={goals} error={errorOf("goals")} onChange={setGoals} />
          {ticket && (
            <div className="field" role="group" aria-label={t("sla_policy.which")}>
              <span className="field-label">{t("sla_policy.which")}</span>
              {groups.length === 0 && <p className="muted sm">{t("sla_policy.all")}</p>}
              <Conditions object={ticket} value={groups} onChange={setGroups} />
            </div>
          )}
          <SwitchLine label={t("sla_policy.working_hours")} hint={t("sla_policy.hours_hint")} checked={spans.length > 0} onChange={(on) => setSpans(on ? WEEKDAYS : [])} />
          {spans.length > 0 && (
            <>
              <HoursFields hours={spans} onChange={setSpans} />
              <ChoiceField label={t("contact.timezone")} error={errorOf("zone")} value={zone} options={timeZones(zone).map((one) => [one, one.replaceAll("_", " ")] as const)} onChange={setZone} />
            </>
          )}
          <TickList label={t("sla_policy.pause")} items={stages} value={pause} onChange={setPause} />
          <SwitchLine label={t("sla_policy.active")} checked={active} onChange={setActive} />
          <SwitchLine label={t("sla_policy.open")} hint={t("sla_policy.open_hint")} checked={open} onChange={setOpen} />
        </>
      )}
    </FormDialog>
  );
}

function Goals({ goals, error, onChange }: { goals: readonly Target[]; error: string | null; onChange: (goals: Target[]) => void }) {
  return (
    <div className="field" role="group" aria-label={t("sla_policy.goals")}>
      <span className="field-label">{t("sla_policy.goals")}</span>
      {goals.map((goal, at) => (
        <Goal key={at} goal={goal} onChange={(next) => onChange(goals.map((other, index) => (index === at ? next : other)))} onRemove={() => onChange(goals.filter((_, index) => index !== at))} />
      ))}
      {error && (
        <span className="error" role="alert">
          {error}
        </span>
      )}
      <Button icon="plus" compact onClick={() => onChange([...goals, { goal: GOALS.find((one) => !goals.some(({ goal }) => goal === one)) ?? "close", minutes: 1440, warn: 60 }])} style={{ alignSelf: "flex-start" }}>
        {t("sla_policy.add_goal")}
      </Button>
    </div>
  );
}

function Goal({ goal, onChange, onRemove }: { goal: Target; onChange: (goal: Target) => void; onRemove: () => void }) {
  const [unit, setUnit] = useState<Unit>(inUnit(goal.minutes).unit);
  const amount = goal.minutes / inMinutes(1, unit);
  return (
    <div className="goal-line">
      <Select aria-label={t("sla_policy.goal")} value={goal.goal} onChange={(event) => onChange({ ...goal, goal: event.target.value })}>
        {GOALS.map((one) => (
          <option key={one} value={one}>
            {t(`sla.${one}`)}
          </option>
        ))}
      </Select>
      <Select aria-label={t("sla_policy.priority")} value={goal.priority ?? ""} onChange={(event) => onChange({ ...goal, priority: event.target.value })}>
        {PRIORITIES.map((one) => (
          <option key={one} value={one}>
            {t(one ? `sla_policy.priority_${one}` : "sla_policy.any_priority")}
          </option>
        ))}
      </Select>
      <input className="input amount" type="number" min={1} required aria-label={t("sla_policy.within")} value={amount} onChange={(event) => onChange({ ...goal, minutes: inMinutes(Number(event.target.value), unit) })} />
      <Select
        aria-label={t("sla_policy.unit")}
        value={unit}
        onChange={(event) => {
          const next = event.target.value as Unit;
          setUnit(next);
          onChange({ ...goal, minutes: inMinutes(amount, next) });
        }}
      >
        {UNITS.map((one) => (
          <option key={one} value={one}>
            {t(`sla_policy.${one}`)}
          </option>
        ))}
      </Select>
      <label className="hstack sm">
        {t("sla_policy.warn")}
        <input className="input amount" type="number" min={0} value={goal.warn ?? 0} onChange={(event) => onChange({ ...goal, warn: Number(event.target.value) })} />
        {t("filter.minutes")}
      </label>
      <IconButton icon="close" compact label={t("sla_policy.drop_goal")} onClick={onRemove} />
    </div>
  );
}
