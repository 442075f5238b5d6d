import { Icon } from "@kit/Icon.tsx";
import { Menu, MenuItem, MenuSeparator } from "@kit/Menu.tsx";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { View } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { viewTitle } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";

interface CustomViewMenuProps {
  view: View;
  siblings: readonly View[];
  onEdit: () => void;
}

/** Edit, clone, reorder and delete (VIEW-16); only the creator or an administrator changes a view (VIEW-17). */
export default function CustomViewMenu({ view, siblings, onEdit }: CustomViewMenuProps) {
  const mayEdit = view.custom?.editable ?? false;
  const at = siblings.findIndex((sibling) => sibling.id === view.id);
  const clone = () => change(answer(api.POST("/views/{id}/clone", { params: { path: { id: view.id } }, body: { name: t("views.copy_of", { name: viewTitle(view) }) } })));
  const remove = () => change(answer(api.DELETE("/views/{id}", { params: { path: { id: view.id } } })));
  const move = (by: number) => {
    const ids = siblings.map((sibling) => sibling.id);
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    change(answer(api.PUT("/views/order", { body: { inbox_id: view.inbox_id, view_ids: ids } })));
  };
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="view-menu" aria-label={t("views.actions", { name: viewTitle(view) })}>
          <Icon name="dots" />
        </button>
      }
    >
      {mayEdit && (
        <MenuItem icon="pen" onSelect={onEdit}>
          {t("action.edit")}
        </MenuItem>
      )}
      <MenuItem icon="copy" onSelect={clone}>
        {t("action.clone")}
      </MenuItem>
      <MenuItem icon="up" disabled={at === 0} onSelect={() => move(-1)}>
        {t("action.move_up")}
      </MenuItem>
      <MenuItem icon="down" disabled={at === siblings.length - 1} onSelect={() => move(1)}>
        {t("action.move_down")}
      </MenuItem>
      {mayEdit && (
        <>
          <MenuSeparator />
          <MenuItem icon="trash" danger onSelect={remove}>
            {t("action.delete")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function change(call: Promise<unknown>): void {
  call.then(
    () => cache.invalidateQueries({ queryKey: keys.bootstrap }),
    (error: ApiError) => reportFailure(error),
  );
}
