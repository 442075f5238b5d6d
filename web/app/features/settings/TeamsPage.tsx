import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { Team } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { ChoiceField, TickList } from "./fields.tsx";
import { Confirm, FormDialog } from "./FormDialog.tsx";
import { Line, Lines, Page } from "./Page.tsx";
import { inOrder } from "./people.ts";
import { save } from "./server.ts";

/** Teams, with main and extra members (SET-10). */
export function TeamsPage() {
  const { teams, users } = useBootstrap();
  const [editing, setEditing] = useState<Team | "new" | null>(null);
  const [deleting, setDeleting] = useState<Team | null>(null);
  const names = (team: Team) => users.filter(({ id }) => team.member_ids.includes(id) || team.extra_member_ids.includes(id)).map(({ name, email }) => name || email);
  return (
    <Page
      title={t("teams.title")}
      text={t("teams.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
          {t("teams.new")}
        </Button>
      }
    >
      <Lines label={t("teams.title")} none={t("teams.none")}>
        {teams.map((team) => (
          <Line key={team.id} start={<Icon name="people" />} title={team.name} detail={names(team).join(", ") || t("teams.nobody")}>
            <IconButton icon="pen" label={`${t("action.edit")}: ${team.name}`} onClick={() => setEditing(team)} />
            <IconButton icon="trash" label={`${t("action.delete")}: ${team.name}`} onClick={() => setDeleting(team)} />
          </Line>
        ))}
      </Lines>
      {editing && <TeamDialog team={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm
          title={t("teams.delete", { name: deleting.name })}
          text={t("teams.delete_text")}
          button={t("action.delete")}
          send={() => save(api.DELETE("/teams/{id}", { params: { path: { id: deleting.id } } }))}
          onClose={() => setDeleting(null)}
        />
      )}
    </Page>
  );
}

function TeamDialog({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const people = inOrder(useBootstrap().users.filter((user) => !user.removed)).map(({ id, name, email }) => ({ id, name: name || email }));
  const [name, setName] = useState(team?.name ?? "");
  const [members, setMembers] = useState(team?.member_ids ?? []);
  const [extra, setExtra] = useState(team?.extra_member_ids ?? []);
  const [spread, setSpread] = useState(team?.spread ?? "");
  const body = { name, spread, member_ids: members, extra_member_ids: extra.filter((id) => !members.includes(id)) };
  const send = () => (team ? save(api.PATCH("/teams/{id}", { params: { path: { id: team.id } }, body })) : save(api.POST("/teams", { body })));
  return (
    <FormDialog title={t(team ? "teams.edit" : "teams.new")} width={560} fields={["name"]} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("teams.name")} required autoFocus maxLength={100} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
          <ChoiceField label={t("teams.spread")} hint={t("teams.spread_hint")} value={spread} options={[["", t("teams.spread_none")], ["in_turn", t("teams.spread_in_turn")], ["least_busy", t("teams.spread_least_busy")]]} onChange={setSpread} />
          <TickList label={t("teams.members")} items={people} value={members} onChange={setMembers} />
          <TickList label={t("teams.extra_members")} items={people.filter(({ id }) => !members.includes(id))} value={extra} onChange={setExtra} />
        </>
      )}
    </FormDialog>
  );
}
