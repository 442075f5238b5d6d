import type { Chatflow } from "../../wire.ts";
import { inkOn, parse, readableOn } from "../colour.ts";

const DEFAULT_ACCENT = "#0d5c75";
// The grounds of kit/tokens.css on which the accent is written with.
const SURFACE = { light: "#fffefb", dark: "#182022" };

/** The team's accent as properties of style: as a ground with its ink, and as an ink of its own that can be read. */
export function themeOf(look: Chatflow["look"], dark: boolean): Record<string, string> {
  const accent = parse(look.accent) ? look.accent : DEFAULT_ACCENT;
  return {
    "--brand": accent,
    "--on-brand": inkOn(accent),
    "--brand-ink": readableOn(accent, dark ? SURFACE.dark : SURFACE.light),
    // Names of families and nothing else: what ends a declaration is taken out.
    "--font": [look.font.replace(/[^\p{L}\d\s,'"_-]/gu, ""), "ui-sans-serif, system-ui, sans-serif"].filter(Boolean).join(", "),
  };
}
