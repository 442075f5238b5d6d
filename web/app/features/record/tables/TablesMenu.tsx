import { IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { ObjectType, RecordSearch } from "../../../api/types.ts";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";

const ExportDialog = lazy(async () => ({ default: (await import("./ExportDialog.tsx")).ExportDialog }));

interface TablesMenuProps {
  object: ObjectType;
  /** What the table shows. */
  search: RecordSearch;
  columns: readonly string[];
  total: number;
}

/** Import, past imports and export of a kind, for those who may. */
export function TablesMenu({ object, search, columns, total }: TablesMenuProps) {
  const [exporting, setExporting] = useState(false);
  const { permissions, user } = useBootstrap();
  const navigate = useNavigate();
  if (!user.super_admin && !permissions.includes("records")) return null;
  return (
    <>
      <Menu align="end" trigger={<IconButton icon="dots" label={t("tables.more")} />}>
        {object.rights.edit !== "none" && (
          <>
            <MenuItem icon="up" onSelect={() => void navigate({ to: paths.imports(object.name) })}>
              {t("tables.import")}
            </MenuItem>
            <MenuItem icon="clock" onSelect={() => void navigate({ to: paths.imports(object.name), hash: "past-imports" })}>
              {t("tables.past")}
            </MenuItem>
          </>
        )}
        <MenuItem icon="download" onSelect={() => setExporting(true)}>
          {t("tables.export")}
        </MenuItem>
      </Menu>
      {exporting && (
        <Suspense>
          <ExportDialog object={object} search={search} columns={columns} total={total} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </>
  );
}
