import { IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@kit/Menu.tsx";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord, ObjectType } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { attempt } from "../../records/record.ts";
import { EraseDialog } from "./EraseDialog.tsx";
import { MergeDialog } from "./MergeDialog.tsx";

/** What becomes of a record as a whole: merged, archived, restored, erased. */
export function RecordMenu({ record, object }: { record: CrmRecord; object: ObjectType }) {
  const [asking, setAsking] = useState<"merge" | "erase" | null>(null);
  const { permissions, user } = useBootstrap();
  const may = record.abilities.includes("delete");
  const mayErase = object.name === "contact" && (user.super_admin || permissions.includes("delete_forever"));
  if (!may) return null;
  const path = { params: { path: { id: record.id } } };
  return (
    <>
      <Menu align="end" trigger={<IconButton icon="dots" label={t("record.more")} />}>
        {!record.archived_at && (
          <MenuItem icon="merge" onSelect={() => setAsking("merge")}>
            {t("record.merge")}
          </MenuItem>
        )}
        {record.archived_at ? (
          <MenuItem icon="restore" onSelect={() => void attempt(answer(api.POST("/records/{id}/restore", path)), t("record.restored"))}>
            {t("action.restore")}
          </MenuItem>
        ) : (
          <MenuItem icon="trash" onSelect={() => void attempt(answer(api.POST("/records/{id}/archive", path)), t("record.archived_done"))}>
            {t("record.archive")}
          </MenuItem>
        )}
        {mayErase && (
          <>
            <MenuSeparator />
            <MenuItem icon="ban" danger onSelect={() => setAsking("erase")}>
              {t("record.erase")}
            </MenuItem>
          </>
        )}
      </Menu>
      {asking === "merge" && <MergeDialog record={record} object={object} onClose={() => setAsking(null)} />}
      {asking === "erase" && <EraseDialog record={record} onClose={() => setAsking(null)} />}
    </>
  );
}
