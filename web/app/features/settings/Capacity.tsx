import { useState } from "react";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { Inbox } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
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
  const send = () => save(api.PUT("/inboxes/{id}/capacity", { params: { path: { id: inbox.id } }, body: { everyone, members: Object.entries(own).map(([user_id, limit]) => ({ user_id, limit })) } }));
  const setOne = (id: string, limit: Limits) => {
    const { [id]: _, ...others } = own;
    setOwn(KINDS.some((kind) => limit[kind] > 0) ? { ...others, [id]: limit } : others);
  };
  return (
    <Form send={send} disabled={!may}>
      {() => (
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
      )}
    </Form>
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
