import { TextField } from "@kit/Field.tsx";
import { Switch } from "@kit/Switch.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { setAvailability } from "../../data/availability.ts";
import { useBootstrap, useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { here } from "./here.ts";
import { ChoiceField } from "./fields.tsx";
import { Loading, Page } from "./Page.tsx";
import { change, useMay, useServer } from "./server.ts";

/** Who is available, and where; who may, sets others (ROUTE-18). */
export function AvailabilityPage() {
  const rows = useServer("users", () => api.GET("/availability"))?.users;
  const { inboxes, users } = useBootstrap();
  const me = useMe();
  const mayOthers = useMay()("availability");
  const [typed, setTyped] = useState("");
  const [status, setStatus] = useState<"" | "available" | "away">("");
  const [inbox, setInbox] = useState("");
  const open = inboxes.filter((one) => !one.archived);
  // The switch of the row that is mine moves at once everywhere; others' come from the account, which is live.
  const live = (id: string) => users.find((user) => user.id === id)?.availability;
  const shown = rows && here(rows.map((row) => ({ ...row, availability: live(row.user_id) ?? row.availability })), { typed, status, inbox });
  const set = (id: string, available: boolean) => {
    const availability = available ? ("available" as const) : ("away" as const);
    if (id === me.id) return setAvailability(availability);
    void change(api.PUT("/users/{id}/availability", { params: { path: { id } }, body: { availability } }));
  };
  return (
    <Page title={t("here.title")} text={t(mayOthers ? "here.text_others" : "here.text")}>
      <div className="filter-line">
        <TextField label={t("settings.search")} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <ChoiceField label={t("here.status")} value={status} options={[["", t("settings.all")], ["available", t("availability.available")], ["away", t("availability.away")]]} onChange={setStatus} />
        <ChoiceField label={t("connect.inbox")} value={inbox} options={[["", t("settings.all")] as const, ...open.map(({ id, name }) => [id, name] as const)]} onChange={setInbox} />
      </div>
      {!shown && <Loading />}
      {shown?.length === 0 && <p className="settings-none">{t("choice.none")}</p>}
      {shown && shown.length > 0 && (
        <table className="sheet-table">
          <thead>
            <tr>
              <th scope="col">{t("here.person")}</th>
              <th scope="col">{t("here.status")}</th>
              <th scope="col">{t("inboxes.title")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.user_id}>
                <th scope="row">{row.name}</th>
                <td>
                  <span className="hstack">
                    <Switch label={t("here.switch", { name: row.name })} checked={row.availability === "available"} disabled={row.user_id !== me.id && !mayOthers} onChange={(on) => set(row.user_id, on)} />
                    <Tag look={row.availability === "available" ? "ok" : "plain"}>{t(`availability.${row.availability}`)}</Tag>
                  </span>
                </td>
                <td>{open.filter(({ id }) => row.inbox_ids.includes(id)).map(({ name }) => name).join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
