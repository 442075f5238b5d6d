import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { useBootstrap, useMe } from "../../data/session.ts";
import { asLanguage, language, t } from "../../i18n/i18n.ts";
import { ChoiceField, SwitchLine, TickList } from "./fields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { PERMISSIONS } from "./people.ts";
import { RecordRights, type Rights as RecordRightsValue } from "./RecordRights.tsx";
import { save, useMay } from "./server.ts";

interface Rights {
  record_rights: RecordRightsValue;
  super_admin: boolean;
  permissions: string[];
  can_be_assigned: boolean;
  primary_team_id: string;
  extra_team_ids: string[];
}

/** Invites a colleague by mail. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const [person, setPerson] = useState({ email: "", first_name: "", last_name: "", language: language() });
  const [rights, setRights] = useState<Rights>({ record_rights: me.record_rights, super_admin: false, permissions: [], can_be_assigned: true, primary_team_id: "", extra_team_ids: [] });
  const field = (name: "email" | "first_name" | "last_name") => ({ value: person[name], onChange: (event: React.ChangeEvent<HTMLInputElement>) => setPerson({ ...person, [name]: event.target.value }) });
  return (
    <FormDialog title={t("users.invite")} button={t("users.send_invitation")} width={620} fields={["email", "first_name", "last_name"]} send={() => save(api.POST("/users", { body: { ...person, ...rights } }))} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("signin.email")} type="email" required autoFocus error={errorOf("email")} {...field("email")} />
          <div className="form-pair">
            <TextField label={t("person.first_name")} error={errorOf("first_name")} {...field("first_name")} />
            <TextField label={t("person.last_name")} error={errorOf("last_name")} {...field("last_name")} />
            <ChoiceField label={t("profile.language")} value={person.language} options={[["en", "English"], ["fr", "Français"]]} onChange={(next) => setPerson({ ...person, language: asLanguage(next) })} />
          </div>
          <RightsFields value={rights} onChange={setRights} />
        </>
      )}
    </FormDialog>
  );
}

/** Changes what a colleague may do, and where they belong. */
export function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [email, setEmail] = useState(user.email);
  const [rights, setRights] = useState<Rights>({
    record_rights: user.record_rights,
    super_admin: user.super_admin,
    permissions: user.permissions,
    can_be_assigned: user.can_be_assigned,
    primary_team_id: user.primary_team_id ?? "",
    extra_team_ids: user.extra_team_ids,
  });
  const send = () => save(api.PATCH("/users/{id}", { params: { path: { id: user.id } }, body: { ...rights, ...(email === user.email ? {} : { email }) } }));
  return (
    <FormDialog title={user.name || user.email} width={620} fields={["email"]} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("signin.email")} type="email" required error={errorOf("email")} value={email} onChange={(event) => setEmail(event.target.value)} />
          <RightsFields value={rights} onChange={setRights} />
        </>
      )}
    </FormDialog>
  );
}

function RightsFields({ value, onChange }: { value: Rights; onChange: (value: Rights) => void }) {
  const { teams } = useBootstrap();
  const me = useMe();
  const may = useMay();
  // Nobody gives a right that they lack; one that is there already may stay.
  const offered = PERMISSIONS.filter((permission) => may(permission) || value.permissions.includes(permission));
  return (
    <>
      <SwitchLine label={t("permission.assigned")} hint={t("permission.assigned_hint")} checked={value.can_be_assigned} onChange={(can_be_assigned) => onChange({ ...value, can_be_assigned })} />
      {me.super_admin && <SwitchLine label={t("permission.super_admin")} hint={t("permission.super_admin_hint")} checked={value.super_admin} onChange={(super_admin) => onChange({ ...value, super_admin })} />}
      {!value.super_admin && (
        <TickList
          label={t("permission.title")}
          items={offered.map((permission) => ({ id: permission, name: t(`permission.${permission}`), hint: t(`permission.${permission}_hint`) }))}
          value={value.permissions}
          onChange={(permissions) => onChange({ ...value, permissions })}
        />
      )}
      {!value.super_admin && <RecordRights value={value.record_rights} onChange={(record_rights) => onChange({ ...value, record_rights })} />}
      {teams.length > 0 && (
        <>
          <ChoiceField label={t("teams.main")} value={value.primary_team_id} options={[["", t("teams.no_main")] as const, ...teams.map(({ id, name }) => [id, name] as const)]} onChange={(primary_team_id) => onChange({ ...value, primary_team_id })} />
          <TickList label={t("teams.extra")} items={teams.filter(({ id }) => id !== value.primary_team_id)} value={value.extra_team_ids} onChange={(extra_team_ids) => onChange({ ...value, extra_team_ids })} />
        </>
      )}
    </>
  );
}
