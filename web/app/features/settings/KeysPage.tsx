import { Button } from "@kit/Button.tsx";
import { Kbd } from "@kit/Kbd.tsx";
import { useState } from "react";
import { strokeOf } from "../../actions/keys.ts";
import { allActions, conflicts, keysOf } from "../../actions/registry.ts";
import { usePreference } from "../../data/preferences.ts";
import { t } from "../../i18n/i18n.ts";
import { SwitchLine } from "./fields.tsx";
import { FormError } from "./FormDialog.tsx";
import { Page } from "./Page.tsx";

/** Every command with its key: another can be set, or all single keys switched off (THR-23). */
export function KeysPage() {
  const [shortcuts, setShortcuts] = usePreference("shortcuts");
  const [recording, setRecording] = useState<string | null>(null);
  const [clash, setClash] = useState<string | null>(null);
  const set = (id: string, keys: string[] | null) => {
    const { [id]: _, ...others } = shortcuts.keys;
    const next = { ...shortcuts, keys: keys ? { ...others, [id]: keys } : others };
    const found = conflicts(allActions(), next);
    setClash(found.length > 0 ? t("keys.taken") : null);
    if (found.length === 0) setShortcuts(next);
    setRecording(null);
  };
  const record = (id: string) => (event: React.KeyboardEvent) => {
    if (recording !== id) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setRecording(null);
    const stroke = strokeOf(event.nativeEvent);
    if (stroke) set(id, [stroke]);
  };
  return (
    <Page
      title={t("sheet.title")}
      text={t("keys.text")}
      actions={Object.keys(shortcuts.keys).length > 0 && <Button onClick={() => setShortcuts({ ...shortcuts, keys: {} })}>{t("keys.reset_all")}</Button>}
    >
      <SwitchLine label={t("sheet.switch")} hint={t("keys.switch_hint")} checked={shortcuts.enabled} onChange={(enabled) => setShortcuts({ ...shortcuts, enabled })} />
      <FormError text={clash} />
      <table className="keys">
        <tbody>
          {allActions().map((action) => (
            <tr key={action.id}>
              <th scope="row">{t(action.title)}</th>
              <td>
                {keysOf(action, shortcuts).map((keys) => (
                  <Kbd key={keys} keys={keys} />
                ))}
              </td>
              <td>
                <Button compact data-own-keys="" onClick={() => setRecording(action.id)} onKeyDown={record(action.id)} onBlur={() => setRecording(null)}>
                  {recording === action.id ? t("keys.press") : t("keys.change")}
                </Button>
                {shortcuts.keys[action.id] && (
                  <Button compact look="ghost" onClick={() => set(action.id, null)}>
                    {t("keys.reset")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Page>
  );
}
