import { IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem, MenuSeparator, SubMenu } from "@kit/Menu.tsx";
import { actionById, available } from "../../actions/registry.ts";
import { currentScope } from "../../actions/scope.ts";
import { keysOfAction } from "../../actions/useKeys.ts";
import { API_BASE } from "../../api/client.ts";
import type { Thread } from "../../api/types.ts";
import { act } from "../../data/doing.ts";
import { t } from "../../i18n/i18n.ts";
import { copyLink } from "./links.ts";

// Each command is shown where the server grants its ability; those without one need only the thread.
const ABILITY: Record<string, string> = {
  "thread.snooze": "close",
  "thread.close": "close",
  "thread.close_only": "close",
  "thread.spam": "spam",
  "thread.not_spam": "spam",
  "thread.block": "block",
  "thread.trash": "trash",
  "thread.restore": "trash",
  "thread.purge": "purge",
  "thread.move": "move",
  "thread.merge": "move",
  "thread.split": "move",
};

const SECTIONS = [
  ["thread.close_only", "thread.snooze", "thread.tag", "thread.remind", "thread.unread"],
  ["thread.transcript", "thread.move", "thread.merge", "thread.split"],
  ["thread.spam", "thread.not_spam", "thread.block", "thread.trash", "thread.restore", "thread.purge"],
];

/** Everything that can be done to a conversation (THR-08). */
export function MoreMenu({ thread }: { thread: Thread }) {
  const scope = { ...currentScope(), targets: { rows: [thread], match: null }, openThreadId: thread.id };
  const entries = (ids: string[]) =>
    ids.flatMap((id) => {
      const action = actionById(id);
      const ability = ABILITY[id];
      const granted = !ability || thread.abilities.includes(ability) || thread.abilities.includes("answer");
      if (!action || !available(action, scope) || (id === "thread.purge" && !thread.abilities.includes("purge"))) return [];
      return [
        <MenuItem key={id} icon={action.icon} keys={keysOfAction(id)} danger={id === "thread.purge"} disabled={!granted} onSelect={() => setTimeout(() => action.run(scope))}>
          {t(action.title)}
        </MenuItem>,
      ];
    });
  const follow = thread.following ? "unfollow" : "follow";
  return (
    <Menu align="end" trigger={<IconButton icon="dots" label={t("thread.more")} />}>
      {entries(SECTIONS[0] ?? [])}
      <MenuItem icon="eye" onSelect={() => void act({ action: follow, thread_ids: [thread.id] })}>
        {t(`action.${follow}`)}
      </MenuItem>
      <MenuSeparator />
      {entries(SECTIONS[1] ?? [])}
      <SubMenu icon="download" label={t("thread.export")}>
        {/* A page is looked at, in a tab of its own; the others are files. */}
        {(["pdf", "eml", "html", "json"] as const).map((format) => (
          <MenuItem key={format} icon="file" onSelect={() => window.open(`${API_BASE}/threads/${thread.id}/export?format=${format}`, format === "html" ? "_blank" : "_self", "noreferrer")}>
            {t(`export.${format}`)}
          </MenuItem>
        ))}
      </SubMenu>
      <MenuItem icon="print" onSelect={() => window.print()}>
        {t("action.print")}
      </MenuItem>
      <MenuItem icon="link" onSelect={() => copyLink(thread.id)}>
        {t("action.copy_link")}
      </MenuItem>
      <MenuSeparator />
      {entries(SECTIONS[2] ?? [])}
    </Menu>
  );
}
