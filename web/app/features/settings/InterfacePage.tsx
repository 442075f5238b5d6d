import { Field, Select } from "@kit/Field.tsx";
import { Switch } from "@kit/Switch.tsx";
import { usePreference } from "../../data/preferences.ts";
import { t } from "../../i18n/i18n.ts";

const THEMES = ["system", "light", "dark"] as const;
const DENSITIES = ["comfortable", "compact"] as const;
const AFTER_CLOSE = ["next", "previous", "list"] as const;

/** How the person likes the interface. Each choice holds at once, on all their devices. */
export function InterfacePage() {
  const [theme, setTheme] = usePreference("theme");
  const [density, setDensity] = usePreference("density");
  const [afterClose, setAfterClose] = usePreference("after_close");
  const [sounds, setSounds] = usePreference("sounds");
  return (
    <>
      <h1>{t("settings.interface")}</h1>
      <Field label={t("theme.label")}>
        {(ids) => (
          <Select {...ids} value={theme} onChange={(event) => setTheme(event.target.value as typeof theme)}>
            {THEMES.map((choice) => (
              <option key={choice} value={choice}>
                {t(`theme.${choice}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("density.label")}>
        {(ids) => (
          <Select {...ids} value={density} onChange={(event) => setDensity(event.target.value as typeof density)}>
            {DENSITIES.map((choice) => (
              <option key={choice} value={choice}>
                {t(`density.${choice}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("after_close.label")}>
        {(ids) => (
          <Select {...ids} value={afterClose} onChange={(event) => setAfterClose(event.target.value as typeof afterClose)}>
            {AFTER_CLOSE.map((choice) => (
              <option key={choice} value={choice}>
                {t(`after_close.${choice}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="hstack">
        <span className="grow">{t("settings.sounds")}</span>
        <Switch label={t("settings.sounds")} checked={sounds} onChange={setSounds} />
      </div>
    </>
  );
}
