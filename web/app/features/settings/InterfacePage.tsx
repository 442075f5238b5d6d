import { usePreference } from "../../data/preferences.ts";
import { t } from "../../i18n/i18n.ts";
import { ChoiceField } from "./fields.tsx";
import { Page } from "./Page.tsx";

const THEMES = ["system", "light", "dark"] as const;
const DENSITIES = ["comfortable", "compact"] as const;
const AFTER_CLOSE = ["next", "previous", "list"] as const;
const ORDERS = ["newest", "oldest"] as const;

/** How the person likes the interface. Each choice holds at once, on all their devices. */
export function InterfacePage() {
  const [theme, setTheme] = usePreference("theme");
  const [density, setDensity] = usePreference("density");
  const [afterClose, setAfterClose] = usePreference("after_close");
  const [order, setOrder] = usePreference("order");
  return (
    <Page title={t("settings.interface")} text={t("settings.interface_text")}>
      <ChoiceField label={t("theme.label")} value={theme} onChange={setTheme} options={THEMES.map((choice) => [choice, t(`theme.${choice}`)] as const)} />
      <ChoiceField label={t("density.label")} value={density} onChange={setDensity} options={DENSITIES.map((choice) => [choice, t(`density.${choice}`)] as const)} />
      <ChoiceField label={t("order.label")} value={order} onChange={setOrder} options={ORDERS.map((choice) => [choice, t(`order.${choice}_first`)] as const)} />
      <ChoiceField label={t("after_close.label")} value={afterClose} onChange={setAfterClose} options={AFTER_CLOSE.map((choice) => [choice, t(`after_close.${choice}`)] as const)} />
    </Page>
  );
}
