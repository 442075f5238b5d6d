import { describe, expect, test } from "vitest";
import * as enAll from "./en/index.ts";
import * as enRare from "./en/rare.ts";
import * as enRecords from "./en/records.ts";
import * as enSettings from "./en/settings.ts";
import * as enSignin from "./en/signin.ts";
import * as frAll from "./fr/index.ts";
import * as frRare from "./fr/rare.ts";
import * as frRecords from "./fr/records.ts";
import * as frSettings from "./fr/settings.ts";
import * as frSignin from "./fr/signin.ts";
import { activate, t } from "./i18n.ts";
import { itemTime, shortTime } from "./time.ts";

const en: Record<string, unknown> = { ...enAll.en, ...enRare.rare, ...enRecords.records, ...enSettings.settings, ...enSignin.signin };
const fr: Record<string, unknown> = { ...frAll.fr, ...frRare.rare, ...frRecords.records, ...frSettings.settings, ...frSignin.signin };

/** The places that a compiled text fills. */
function places(message: unknown): string[] {
  if (!Array.isArray(message)) return [];
  return message.flatMap((part: unknown) => {
    if (!Array.isArray(part)) return [];
    const forms: unknown[] = typeof part[2] === "object" && part[2] !== null ? Object.values(part[2]) : [];
    return [String(part[0]), ...forms.flatMap(places)];
  });
}

describe("SET-13: English and French", () => {
  test("have the same texts, which fill the same places", () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
    const wrong = Object.keys(en).filter((key) => {
      const of = (texts: Record<string, unknown>) => [...new Set(places(texts[key]))].sort().join();
      return of(en) !== of(fr);
    });
    expect(wrong).toEqual([]);
  });

  test("count in the way of each language", async () => {
    expect(t("done.close", { n: 1 })).toBe("Conversation closed");
    expect(t("done.close", { n: 3 })).toBe("3 conversations closed");
    await activate("fr");
    expect(t("done.close", { n: 3 })).toBe("3 conversations fermées");
    expect(t("view.mine")).toBe("Qui me sont attribuées");
    await activate("en");
  });
});

describe("LIST-05: the time of a row", () => {
  const now = Date.parse("2026-11-20T12:00:00");
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  test.each([
    [0, "now"],
    [12, "12 min"],
    [23 * 60, "23 h"],
    [25 * 60, "yesterday"],
    [3 * 24 * 60, "Tue"],
  ])("%i minutes ago reads %s", (minutes, text) => expect(shortTime(ago(minutes), now)).toBe(text));

  test("is a date in the end", () => {
    expect(shortTime(ago(30 * 24 * 60), now)).toMatch(/21/);
    expect(itemTime(ago(25 * 60), now)).toMatch(/^Thu 1?1/);
  });
});
