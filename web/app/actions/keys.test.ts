import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import "./threadCommands.ts";
import "../features/inbox/commands.ts";
import "../features/thread/commands.ts";
import "../shell/Palette.tsx";
import "../shell/Panes.tsx";
import "../shell/ShortcutSheet.tsx";
import { listenToKeys } from "./dispatch.ts";
import { type KeyPress, strokeOf } from "./keys.ts";
import { allActions, conflicts, DEFAULT_SHORTCUTS, register, type ShortcutPreference } from "./registry.ts";
import { currentScope } from "./scope.ts";

const press = (part: Partial<KeyPress>): KeyPress => ({ key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...part });
const altGr = { ctrlKey: true, altKey: true, getModifierState: (name: string) => name === "AltGraph" };

describe("THR-23: a key is the character typed", () => {
  test.each([
    ["a letter", { key: "e", code: "KeyE" }, "e"],
    ["with caps lock on", { key: "E", code: "KeyE" }, "e"],
    ["with shift", { key: "R", code: "KeyR", shiftKey: true }, "shift+r"],
    ["# with shift on QWERTY", { key: "#", code: "Digit3", shiftKey: true }, "#"],
    ["# with AltGr on AZERTY", { key: "#", code: "Digit3", ...altGr }, "#"],
    ["[ with AltGr on QWERTZ", { key: "[", code: "Digit8", ...altGr }, "["],
    ["[ with Option on a French Mac", { key: "[", code: "Digit5", altKey: true, shiftKey: true }, "["],
    ["Alt and a letter, which is never ours", { key: "e", code: "KeyE", altKey: true }, null],
    ["a Cyrillic layout, by its place", { key: "у", code: "KeyE" }, "e"],
    ["Ctrl on a Cyrillic layout", { key: "л", code: "KeyK", ctrlKey: true }, "mod+k"],
    ["Command on a Mac", { key: "k", code: "KeyK", metaKey: true }, "mod+k"],
    ["send and close", { key: "Enter", code: "Enter", ctrlKey: true, shiftKey: true }, "mod+shift+enter"],
    ["an input method at work", { key: "e", code: "KeyE", isComposing: true }, null],
    ["a dead key", { key: "Dead", code: "BracketLeft" }, null],
  ])("%s", (_, part, want) => expect(strokeOf(press(part))).toBe(want));
});

test("THR-23: no two commands claim one key, and no sequence begins with a command's key", () => {
  expect(conflicts(allActions())).toEqual([]);
  expect(conflicts(allActions(), { enabled: true, keys: { "thread.close": ["g"] } })).not.toEqual([]);
});

describe("THR-23: the keyboard", () => {
  const ran = vi.fn();
  let shortcuts: ShortcutPreference = DEFAULT_SHORTCUTS;
  let stop = () => {};
  const type = (key: string, part: KeyboardEventInit = {}, target: EventTarget = document.body) => target.dispatchEvent(new KeyboardEvent("keydown", { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true, ...part }));

  beforeEach(() => {
    ran.mockClear();
    shortcuts = DEFAULT_SHORTCUTS;
    register(
      { id: "test.one", title: "action.open", group: "app", keys: ["y"], run: () => ran("one") },
      { id: "test.two", title: "action.open", group: "app", keys: ["q w"], run: () => ran("two") },
      { id: "test.mod", title: "action.open", group: "app", keys: ["mod+y"], run: () => ran("mod") },
      { id: "test.never", title: "action.open", group: "app", keys: ["v"], when: () => false, run: () => ran("never") },
    );
    stop = listenToKeys(() => shortcuts, currentScope);
  });
  afterEach(() => {
    stop();
    document.body.replaceChildren();
  });

  test("runs the command of a key and of a sequence", () => {
    type("y");
    type("q");
    type("w");
    expect(ran.mock.calls).toEqual([["one"], ["two"]]);
  });

  test("leaves letters to those who type, and takes modifiers even there", () => {
    const input = document.body.appendChild(document.createElement("input"));
    const editor = document.body.appendChild(document.createElement("div"));
    editor.setAttribute("contenteditable", "true");
    for (const target of [input, editor]) type("y", {}, target);
    expect(ran).not.toHaveBeenCalled();
    type("y", { ctrlKey: true }, input);
    expect(ran.mock.calls).toEqual([["mod"]]);
  });

  test("respects when, other keys and the off-switch", () => {
    type("v");
    shortcuts = { enabled: true, keys: { "test.one": ["b"] } };
    type("y");
    type("b");
    shortcuts = { enabled: false, keys: {} };
    type("y");
    type("y", { ctrlKey: true });
    expect(ran.mock.calls).toEqual([["one"], ["mod"]]);
  });
});
