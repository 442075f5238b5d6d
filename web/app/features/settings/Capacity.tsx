import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { Inbox } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { useObject } from "../../records/objects.ts";
import { TickList } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Loading } from "./Page.tsx";
import { save, useMay, useServer } from "./server.ts";

type Loads = components["schemas"]["InboxLoads"];
type Limits = components["schemas"]["Capacity"];

const KINDS = ["messaging", "calling", "email", "total"] as const;
const NONE: Limits = { messaging: 0, calling: 0, email: 0, total: 0 };

/** How much the members of an inbox are given at most by the rules (ROUTE-12, ROUTE-13). */
export function Capacity({ inbox }: { inbox: Inbox }) {
  const loads = useServer("inboxes", () => api.GET("/inboxes/{id}/loads", { params: { path: { id: inbox.id } } }), inbox.id, "loads");
  return loads ? <CapacityForm inbox={inbox} loads={loads} /> : <Loading />;
}

function CapacityForm({ inbox, loads }: { inbox: Inbox; loads: Loads }) {
  const may = useMay()("super_admin");
  const { users } = useBootstrap();
  const [everyone, setEveryone] = useState(loads.everyone);
  const [own, setOwn] = useState<Record<string, Limits>>(Object.fromEntries(loads.members.filter((member) => member.own).map(({ user_id, limit }) => [user_id, limit])));
  const members = loads.members.map((member) => ({ ...member, name: users.find(({ id }) => id === member.user_id)?.name ?? "" })).sort((a, b) => a.name.localeCompare(b.name));
  const [except, setExcept] = useState(loads.except_stages);
  const [days, setDays] = useState(loads.max_age_days);
  const body = { everyone, members: Object.entries(own).map(([user_id, limit]) => ({ user_id, limit })), except_stages: except, max_age_days: days };
  const send = () => save(api.PUT("/inboxes/{id}/capacity", { params: { path: { id: inbox.id } }, body }));
  const setOne = (id: string, limit: Limits) => {
    const { [id]: _, ...others } = own;
    setOwn(KINDS.some((kind) => limit[kind] > 0) ? { ...others, [id]: limit } : others);
  };
  return (
    <Form send={send} disabled={!may}>
      {() => (
        <>
          <div className="sheet-scroll" role="region" tabIndex={0} aria-label={t("capacity.limits")}>
            <table className="sheet-table capacity">
              <thead>
                <tr>
                  <th scope="col">{t("here.person")}</th>
                  {KINDS.map((kind) => (
                    <th key={kind} scope="col">
                      {t(`capacity.${kind}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row">{t("capacity.everyone")}</th>
                  {KINDS.map((kind) => (
                    <td key={kind}>
                      <LimitField label={`${t("capacity.everyone")}: ${t(`capacity.${kind}`)}`} value={everyone[kind]} disabled={!may} onChange={(n) => setEveryone({ ...everyone, [kind]: n })} />
                    </td>
                  ))}
                </tr>
                {members.map(({ user_id, name, load }) => (
                  <tr key={user_id}>
                    <th scope="row">{name}</th>
                    {KINDS.map((kind) => (
                      <td key={kind}>
                        <span className="hstack">
                          <LimitField
                            label={`${name}: ${t(`capacity.${kind}`)}`}
                            value={own[user_id]?.[kind] ?? 0}
                            usual={own[user_id] ? 0 : everyone[kind]}
                            disabled={!may}
                            onChange={(n) => setOne(user_id, { ...(own[user_id] ?? NONE), [kind]: n })}
                          />
                          <span className="faint xs">{t("capacity.now", { n: load[kind] })}</span>
                        </span>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {inbox.kind === "help_desk" && <Uncounted except={except} days={days} disabled={!may} onExcept={setExcept} onDays={setDays} />}
        </>
      )}
    </Form>
  );
}

interface UncountedProps {
  except: readonly string[];
  days: number;
  disabled: boolean;
  onExcept: (stages: string[]) => void;
  onDays: (days: number) => void;
}

/** Which open tickets a help desk's limits leave out (ROUTE-13, TIX-18). */
function Uncounted({ except, days, disabled, onExcept, onDays }: UncountedProps) {
  const stages = useObject("ticket")?.pipelines.flatMap((pipeline) => pipeline.stages.filter((stage) => !stage.closed).map((stage) => ({ id: stage.id, name: stage.label, hint: pipeline.label }))) ?? [];
  return (
    <>
      <TickList label={t("capacity.except_stages")} items={stages} value={except} disabled={disabled} onChange={onExcept} />
      <TextField label={t("capacity.max_age")} hint={t("capacity.max_age_hint")} type="number" min={0} max={3650} disabled={disabled} value={days || ""} onChange={(event) => onDays(Number(event.target.value))} />
    </>
  );
}

interface LimitFieldProps {
  label: string;
  value: number;
  /** What holds while the field is empty. */
  usual?: number;
  disabled: boolean;
  onChange: (n: number) => void;
}

function LimitField({ label, value, usual = 0, disabled, onChange }: LimitFieldProps) {
  return <input className="input" type="number" min={1} max={1000} aria-label={label} disabled={disabled} placeholder={usual ? String(usual) : "–"} value={value || ""} onChange={(event) => onChange(Number(event.target.value))} />;
}
