import { Avatar } from "@kit/Avatar.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator, SubMenu } from "@kit/Menu.tsx";
import { keysOfAction } from "../actions/useKeys.ts";
import { currentScope } from "../actions/scope.ts";
import { answer, api } from "../api/client.ts";
import { setAvailability } from "../data/availability.ts";
import { usePreference } from "../data/preferences.ts";
import { useMe } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { paths } from "../paths.ts";
import { openSheet } from "./ShortcutSheet.tsx";

/** Who is signed in, and what is theirs alone. */
export function Profile() {
  const me = useMe();
  const [theme, setTheme] = usePreference("theme");
  const [density, setDensity] = usePreference("density");
  const away = me.availability === "away";
  return (
    <Menu
      side="top"
      trigger={
        <button type="button" className="rail-profile">
          <span className="visually-hidden">{t("profile.menu", { name: me.name })}</span>
          <Avatar name={me.name} initials={me.initials} color={me.color} url={me.avatar_url} presence={me.availability} />
        </button>
      }
    >
      <MenuLabel>
        {me.name} · {me.email}
      </MenuLabel>
      <MenuItem icon={away ? "check" : "moon"} onSelect={() => setAvailability(away ? "available" : "away")}>
        {away ? t("availability.become_available") : t("availability.become_away")}
      </MenuItem>
      <MenuItem icon="people" onSelect={() => currentScope().go(paths.settings("profile"))}>
        {t("profile.settings")}
      </MenuItem>
      <SubMenu icon="sun" label={t("theme.label")}>
        {(["system", "light", "dark"] as const).map((choice) => (
          <MenuItem key={choice} checked={theme === choice} onSelect={() => setTheme(choice)}>
            {t(`theme.${choice}`)}
          </MenuItem>
        ))}
      </SubMenu>
      <SubMenu icon="list" label={t("density.label")}>
        {(["comfortable", "compact"] as const).map((choice) => (
          <MenuItem key={choice} checked={density === choice} onSelect={() => setDensity(choice)}>
            {t(`density.${choice}`)}
          </MenuItem>
        ))}
      </SubMenu>
      <MenuItem icon="keyboard" keys={keysOfAction("app.keys")} onSelect={openSheet}>
        {t("sheet.title")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon="logout" onSelect={() => void signOut()}>
        {t("profile.sign_out")}
      </MenuItem>
    </Menu>
  );
}

// A new page load leaves nothing of the person in memory.
async function signOut(): Promise<void> {
  await answer(api.DELETE("/session")).catch(() => undefined);
  location.assign(paths.signin());
}
