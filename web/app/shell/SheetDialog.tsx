import { Dialog } from "@kit/Dialog.tsx";
import { Kbd } from "@kit/Kbd.tsx";
import { allActions, keysOf } from "../actions/registry.ts";
import type { Group } from "../actions/types.ts";
import { usePreference } from "../data/preferences.ts";
import { t } from "../i18n/i18n.ts";
import { Switch } from "@kit/Switch.tsx";

const GROUPS: Group[] = ["list", "thread", "write", "go", "app"];

/** All keys, read from the same registry that answers to them. */
export default function SheetDialog({ onClose }: { onClose: () => void }) {
  const [shortcuts, setShortcuts] = usePreference("shortcuts");
  return (
    <Dialog title={t("sheet.title")} closeLabel={t("action.close_dialog")} open onClose={onClose} width={720}>
      <div className="hstack">
        <span className="grow muted">{t("sheet.switch")}</span>
        <Switch label={t("sheet.switch")} checked={shortcuts.enabled} onChange={(enabled) => setShortcuts({ ...shortcuts, enabled })} />
      </div>
      <div className="sheet">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`group.${group}`)}</h3>
            <dl>
              {allActions()
                .filter((action) => action.group === group && keysOf(action, shortcuts).length > 0)
                .map((action) => (
                  <div key={action.id}>
                    <dt>{t(action.title)}</dt>
                    <dd>
                      {keysOf(action, shortcuts).map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
