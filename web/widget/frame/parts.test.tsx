import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Display } from "../wire.ts";
import { Bridge } from "./bridge.ts";
import { contrast, inkOn, readable, readableOn } from "./colour.ts";
import { ago, day, size } from "./i18n/format.ts";
import { en } from "./i18n/en.ts";
import { directionOf, textsOf } from "./i18n/texts.ts";
import { Plain, Rich } from "./rich.tsx";
import { Triggers } from "./triggers.ts";
import { themeOf } from "./ui/theme.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ["on load", { load: true }, (_: Triggers) => vi.advanceTimersByTime(1)],
  ["after seconds", { seconds: 5 }, () => vi.advanceTimersByTime(5_001)],
  ["by scrolling", { scroll: 50 }, (t: Triggers) => (t.scroll(49), t.scroll(50))],
  ["on leaving", { exit: true }, (t: Triggers) => t.exit()],
] as const)("CHAT-06: the chat shows itself %s, and once", (_, when, act) => {
  const display: Display = { on: true, behaviour: "bubble", triggers: { load: false, seconds: 0, scroll: 0, exit: false, ...when } };
  const fired = vi.fn();
  const triggers = new Triggers(display, fired);
  act(triggers);
  triggers.scroll(100);
  triggers.exit();
  vi.advanceTimersByTime(60_000);
  expect(fired.mock.calls).toEqual([["bubble"]]);
  const never = new Triggers({ ...display, triggers: { load: false, seconds: 0, scroll: 0, exit: false } }, fired);
  never.scroll(100);
  never.exit();
  vi.advanceTimersByTime(60_000);
  expect(fired).toHaveBeenCalledTimes(1);
});

test("CHAT-03: whatever accent a team chooses is read, as a ground and as an ink, by day and by night", () => {
  for (const accent of ["#0d5c75", "#ffff00", "#ffffff", "#000000", "#ff7a59", "#7f7f7f", "#0f0", "nonsense"]) {
    for (const dark of [false, true]) {
      const theme = themeOf({ accent, font: "", side: "right", bottom: 0, edge: 0, mobile: { side: "right", bottom: 0, edge: 0 }, avatar_url: null }, dark);
      expect(contrast(theme["--on-brand"]!, theme["--brand"]!), `ink on ${accent}`).toBeGreaterThanOrEqual(readable);
      expect(contrast(theme["--brand-ink"]!, dark ? "#182022" : "#fffefb"), `${accent} as ink`).toBeGreaterThanOrEqual(readable);
    }
  }
  expect(inkOn("#0d5c75")).toBe("#ffffff");
  expect(readableOn("#0d5c75", "#fffefb")).toBe("#0d5c75");
});

test("ATK-31: nothing of a message's HTML can run or lead astray", () => {
  const root = document.createElement("div");
  render(<Rich html={`<p onclick="x()">Hi <b style="color:red">there</b><script>x()</script><img src=x onerror=x()><a href="javascript:x()">bad</a> <a href="https://ok.example">ok</a><iframe src=x></iframe></p>`} />, root);
  expect(root.innerHTML).toBe('<p>Hi <b>there</b>bad <a href="https://ok.example" target="_blank" rel="noopener noreferrer nofollow">ok</a></p>');
  render(<Plain text="see https://a.example/b?c=1, or <b>not</b>" />, root);
  expect(root.querySelector("a")!.href).toBe("https://a.example/b?c=1");
  expect(root.querySelector("b")).toBeNull();
});

test("CHAT-23: English and French are complete, others speak English, and each has its direction", async () => {
  vi.useRealTimers();
  const fr = await textsOf("fr-CA");
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
  expect(Object.keys(fr.reasons)).toEqual(Object.keys(en.reasons));
  expect(fr.send).toBe("Envoyer");
  expect(await textsOf("ar")).toBe(en);
  expect(["ar", "he-IL", "fa", "en", "fr", "ar-EG", "arn"].map(directionOf)).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr", "rtl", "ltr"]);
});

test("times go by the server's clock, sizes by the language", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(day("en", en, "2026-11-22T11:00:00Z", now)).toBe("Today");
  expect(day("en", en, "2026-11-21T11:00:00Z", now)).toBe("Yesterday");
  expect(day("en", en, "2026-11-02T11:00:00Z", now)).toBe("November 2");
  expect(ago("en", "2026-11-22T11:58:00Z", now)).toMatch(/2/);
  expect(ago("en", null, now)).toBe("");
  expect(size("en", 1_500_000)).toBe("1.5 MB");
});

test("ATK-33: the frame hears its own page alone, and speaks to its origin alone", () => {
  const host = { postMessage: vi.fn() } as unknown as Window;
  const heard = vi.fn();
  const bridge = new Bridge("#1.42/https://shop.example", heard, host);
  const say = (init: MessageEventInit) => window.dispatchEvent(new MessageEvent("message", { source: host, origin: "https://shop.example", data: { parley: "1.42", t: "open" }, ...init }));
  say({});
  say({ origin: "https://evil.example" });
  say({ source: window });
  say({ data: { parley: "1.41", t: "open" } });
  say({ data: null });
  expect(heard).toHaveBeenCalledTimes(1);
  bridge.post({ t: "ready" });
  expect(vi.mocked(host.postMessage).mock.calls).toEqual([[{ parley: "1.42", t: "ready" }, "https://shop.example"]]);
  const nowhere = new Bridge("#1.42/null", heard, host);
  nowhere.post({ t: "ready" });
  expect(host.postMessage).toHaveBeenCalledTimes(1);
});
