import { useEffect } from "react";
import { usePreference } from "../data/preferences.ts";

const STORED = "parley.theme";

/** Applies the theme before the account is known, from what this browser saw last. */
export function applyStoredTheme(): void {
  show(localStorage.getItem(STORED) ?? "system");
}

function show(theme: string): void {
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

/** Keeps the theme as the person, or else the system, wants it. */
export function useTheme(): void {
  const [theme] = usePreference("theme");
  useEffect(() => {
    localStorage.setItem(STORED, theme);
    show(theme);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => show(theme);
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, [theme]);
}
