import { IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { actionById, available } from "../../actions/registry.ts";
import { useScope } from "../../actions/scope.ts";
import { keysOfAction } from "../../actions/useKeys.ts";
import type { ThreadRow, View } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { count } from "../../i18n/time.ts";
import type { Selection } from "../../data/selection.ts";

interface BulkBarProps {
  selection: Selection;
  rows: readonly ThreadRow[];
  /** How many match in all, or null where that is not counted. */
  total: number | null;
  view: View | null;
}

const FIRST = ["thread.close", "thread.assign", "thread.trash"];
const REST = ["thread.snooze", "thread.tag", "thread.spam", "thread.not_spam", "thread.move", "thread.read", "thread.unread", "thread.restore", "thread.purge"];

/** What can be done to the rows that are ticked; it stands where the header was (LIST-08, LIST-09). */
export function BulkBar({ selection, rows, total, view }: BulkBarProps) {
  const scope = useScope();
  const n = selection.all ? (total ?? rows.length) : selection.ids.size;
  const everyLoaded = !selection.all && rows.length > 0 && selection.ids.size >= rows.length;
  const first = view?.kind === "trash" ? ["thread.restore", "thread.purge"] : view?.kind === "spam" ? ["thread.not_spam", "thread.trash"] : FIRST;
  const rest = REST.filter((id) => !first.includes(id));
  const usable = (id: string) => {
    const action = actionById(id);
    return action && available(action, scope) ? [action] : [];
  };
  return (
    <>
      <div className="list-header bulk" role="toolbar" aria-label={t("bulk.label")}>
        <Checkbox label={t("bulk.clear")} checked={selection.all || everyLoaded ? true : "indeterminate"} onChange={selection.clear} />
        <strong className="num clip" aria-live="polite">
          {t("bulk.selected", { n, count: count(n) })}
        </strong>
        <span className="grow" />
        {first.flatMap(usable).map((action) => (
          <IconButton key={action.id} icon={action.icon ?? "check"} label={t(action.title)} keys={keysOfAction(action.id)} onClick={() => action.run(scope)} />
        ))}
        <Menu align="end" trigger={<IconButton icon="dots" label={t("views.more")} />}>
          {rest.flatMap(usable).map((action) => (
            <MenuItem key={action.id} icon={action.icon} keys={keysOfAction(action.id)} danger={action.id === "thread.purge"} onSelect={() => action.run(scope)}>
              {t(action.title)}
            </MenuItem>
          ))}
        </Menu>
        <IconButton icon="close" label={t("bulk.clear")} keys="escape" onClick={selection.clear} />
      </div>
      {everyLoaded && total !== null && total > rows.length && (
        <p className="list-note">
          {t("bulk.loaded", { n: count(rows.length) })}{" "}
          <button type="button" onClick={selection.selectAll}>
            {t("bulk.all", { n: count(total) })}
          </button>
        </p>
      )}
      {selection.all && <p className="list-note">{t("bulk.all_selected", { n: count(n) })}</p>}
    </>
  );
}
