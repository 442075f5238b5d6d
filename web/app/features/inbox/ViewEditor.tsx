import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Select, TextField } from "@kit/Field.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { Field } from "@kit/Field.tsx";
import { useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, ApiError } from "../../api/client.ts";
import type { View } from "../../api/types.ts";
import { useAssignable } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { FilterTree } from "../../filtering/FilterTree.tsx";
import { asGroups, emptyTest, type Groups, toFilter } from "../../filtering/filters.ts";
import { useFilterFields } from "./useFilterFields.ts";

interface ViewEditorProps {
  inboxId: string;
  view: View | null;
  onClose: () => void;
}

/** Makes or changes a custom view: name, conditions, and who sees it (VIEW-16, VIEW-17). */
export default function ViewEditor({ inboxId, view, onClose }: ViewEditorProps) {
  const fields = useFilterFields(inboxId);
  const { users, teams } = useAssignable(inboxId);
  const [name, setName] = useState(view?.name ?? "");
  const [edited, setEdited] = useState<Groups | null>(null);
  const [shared, setShared] = useState(view?.custom?.shared ?? "private");
  const [userIds, setUserIds] = useState(view?.custom?.user_ids ?? []);
  const [teamIds, setTeamIds] = useState(view?.custom?.team_ids ?? []);
  const [error, setError] = useState<ApiError | null>(null);
  const groups = edited ?? (view?.custom ? asGroups(view.custom.filter) : { op: "or", groups: [[emptyTest(fields)]] });

  const save = async (event: React.FormEvent) => {
    event.preventDefault();
    const body = { name, filter: toFilter(groups), shared, user_ids: userIds, team_ids: teamIds };
    try {
      const saved = view ? await answer(api.PATCH("/views/{id}", { params: { path: { id: view.id } }, body })) : await answer(api.POST("/views", { body: { ...body, inbox_id: inboxId } }));
      await cache.invalidateQueries({ queryKey: keys.bootstrap });
      void cache.invalidateQueries({ queryKey: ["list", saved.id] });
      onClose();
      currentScope().go(paths.view(inboxId, saved.id));
    } catch (caught) {
      if (caught instanceof ApiError) setError(caught);
    }
  };
  const toggle = (ids: string[], id: string, on: boolean) => (on ? [...ids, id] : ids.filter((other) => other !== id));

  return (
    <Dialog title={t(view ? "views.edit" : "views.new")} closeLabel={t("action.cancel")} open onClose={onClose} width={680}>
      <form className="vstack" onSubmit={save}>
        <TextField label={t("views.name")} required autoFocus value={name} onChange={(event) => setName(event.target.value)} error={error?.field === "name" ? error.message : null} />
        {fields.length > 0 && <FilterTree fields={fields} value={groups} onChange={setEdited} />}
        <Field label={t("views.shared")}>
          {(ids) => (
            <Select {...ids} value={shared} onChange={(event) => setShared(event.target.value as typeof shared)}>
              <option value="private">{t("shared.private")}</option>
              <option value="specific">{t("shared.specific")}</option>
              <option value="everyone">{t("shared.everyone")}</option>
            </Select>
          )}
        </Field>
        {shared === "specific" && (
          <div className="hstack" style={{ flexWrap: "wrap" }}>
            {teams.map((team) => (
              <label key={team.id} className="hstack">
                <Checkbox label={team.name} checked={teamIds.includes(team.id)} onChange={(on) => setTeamIds(toggle(teamIds, team.id, on))} />
                {team.name}
              </label>
            ))}
            {users.map((user) => (
              <label key={user.id} className="hstack">
                <Checkbox label={user.name} checked={userIds.includes(user.id)} onChange={(on) => setUserIds(toggle(userIds, user.id, on))} />
                {user.name}
              </label>
            ))}
          </div>
        )}
        {error && error.field !== "name" && (
          <p role="alert" style={{ color: "var(--danger)" }}>
            {error.message || t("error.offline")}
          </p>
        )}
        <div className="hstack" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button look="pri" type="submit">
            {t("action.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
