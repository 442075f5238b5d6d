import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { TickList } from "./fields.tsx";

interface People {
  user_ids: string[];
  team_ids: string[];
}

/** Some of the users and teams. Those who have left are not offered. */
export function PeopleFields({ value, onChange }: { value: People; onChange: (value: People) => void }) {
  const { users, teams } = useBootstrap();
  const present = users.filter((user) => !user.removed && (!user.deactivated || value.user_ids.includes(user.id)));
  return (
    <>
      <TickList label={t("teams.title")} items={teams} value={value.team_ids} onChange={(team_ids) => onChange({ ...value, team_ids })} />
      <TickList label={t("users.title")} items={present.map((user) => ({ id: user.id, name: user.name || user.email }))} value={value.user_ids} onChange={(user_ids) => onChange({ ...value, user_ids })} />
    </>
  );
}
