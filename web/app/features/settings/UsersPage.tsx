import { Avatar } from "@kit/Avatar.tsx";
import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Menu, MenuItem, MenuSeparator } from "@kit/Menu.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { useBootstrap, useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { Confirm } from "./FormDialog.tsx";
import { Line, Lines, Page } from "./Page.tsx";
import { found, inOrder } from "./people.ts";
import { change, save } from "./server.ts";
import { InviteDialog, UserDialog } from "./UserDialog.tsx";

/** Everybody who works here, and what they may do (SET-08, SET-09). */
export function UsersPage() {
  const { users, teams } = useBootstrap();
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<User | null>(null);
  const [removing, setRemoving] = useState<User | null>(null);
  const [typed, setTyped] = useState("");
  const shown = inOrder(found(users, typed));
  const teamsOf = (user: User) => teams.filter(({ id }) => id === user.primary_team_id || user.extra_team_ids.includes(id)).map(({ name }) => name);
  return (
    <Page
      title={t("users.title")}
      text={t("users.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setInviting(true)}>
          {t("users.invite")}
        </Button>
      }
    >
      <TextField label={t("settings.search")} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <Lines label={t("users.title")} none={t("choice.none")}>
        {shown.map((user) => (
          <Line
            key={user.id}
            start={<Avatar size={34} name={user.name} initials={user.initials} color={user.color} url={user.avatar_url} />}
            title={user.name || user.email}
            detail={[user.name && user.email, ...teamsOf(user)].filter(Boolean).join(" · ")}
            tags={<StateTags user={user} />}
          >
            <UserMenu user={user} onEdit={() => setEditing(user)} onRemove={() => setRemoving(user)} />
          </Line>
        ))}
      </Lines>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {editing && <UserDialog user={editing} onClose={() => setEditing(null)} />}
      {removing && (
        <Confirm
          title={t("users.remove_who", { name: removing.name || removing.email })}
          text={t("users.remove_text")}
          button={t("users.remove")}
          send={() => save(api.POST("/users/{id}/remove", { params: { path: { id: removing.id } } }))}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}

function StateTags({ user }: { user: User }) {
  return (
    <>
      {user.super_admin && <Tag look="accent">{t("permission.super_admin")}</Tag>}
      {user.invited && !user.deactivated && <Tag look="warn">{t("users.invited")}</Tag>}
      {user.deactivated && <Tag look="danger">{t("users.deactivated")}</Tag>}
      {user.totp_enabled && <Tag look="ok">{t("users.two_factor")}</Tag>}
    </>
  );
}

interface UserMenuProps {
  user: User;
  onEdit: () => void;
  onRemove: () => void;
}

function UserMenu({ user, onEdit, onRemove }: UserMenuProps) {
  const me = useMe();
  const params = { path: { id: user.id } };
  const other = user.id !== me.id;
  return (
    <>
      <IconButton icon="pen" label={`${t("action.edit")}: ${user.name || user.email}`} onClick={onEdit} />
      {(other || user.invited) && (
        <Menu align="end" trigger={<IconButton icon="dots" label={t("users.more", { name: user.name || user.email })} />}>
          {user.invited && !user.deactivated && (
            <MenuItem icon="mail" onSelect={() => void change(api.POST("/users/{id}/invite", { params }))}>
              {t("users.resend")}
            </MenuItem>
          )}
          {user.totp_enabled && (
            <MenuItem icon="lock" detail={t("users.drop_totp_text")} onSelect={() => void change(api.DELETE("/users/{id}/totp", { params }))}>
              {t("users.drop_totp")}
            </MenuItem>
          )}
          {user.deactivated ? (
            <MenuItem icon="restore" onSelect={() => void change(api.POST("/users/{id}/reactivate", { params }))}>
              {t("users.reactivate")}
            </MenuItem>
          ) : (
            <MenuItem icon="ban" detail={t("users.deactivate_text")} onSelect={() => void change(api.POST("/users/{id}/deactivate", { params }))}>
              {t("users.deactivate")}
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem icon="trash" danger onSelect={onRemove}>
            {t("users.remove")}
          </MenuItem>
        </Menu>
      )}
    </>
  );
}
