import { IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { currentScope } from "../../actions/scope.ts";
import { API_BASE } from "../../api/client.ts";
import type { Item, Thread } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { copyLink } from "./links.ts";

/** The ellipsis of a message: link, forward, original (THR-15). */
export function MessageMenu({ item, thread }: { item: Item; thread: Thread }) {
  if (item.id.startsWith("pending-")) return null;
  const mail = item.message?.channel === "email";
  const may = thread.abilities.includes("answer") && !thread.trashed;
  return (
    <span className="item-menu">
      {mail && may && <IconButton icon="forward" compact label={t("action.forward")} onClick={() => currentScope().thread?.forward(item.id)} />}
      <Menu align="end" trigger={<IconButton icon="dots" compact label={t("item.menu")} />}>
        <MenuItem icon="link" onSelect={() => void copyLink(item.thread_id, item.id)}>
          {t("action.copy_link")}
        </MenuItem>
        {may && (
          <MenuItem icon="reply" onSelect={() => setTimeout(() => currentScope().thread?.reply("reply"))}>
            {t("action.reply")}
          </MenuItem>
        )}
        {mail && may && (
          <MenuItem icon="forward" onSelect={() => setTimeout(() => currentScope().thread?.forward(item.id))}>
            {t("action.forward")}
          </MenuItem>
        )}
        {mail && (
          <MenuItem icon="file" onSelect={() => window.open(`${API_BASE}/messages/${item.id}/raw`, "_blank", "noreferrer")}>
            {t("letter.raw")}
          </MenuItem>
        )}
      </Menu>
    </span>
  );
}
