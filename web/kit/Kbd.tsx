const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  shift: "⇧",
  enter: "↵",
  escape: "Esc",
  arrowdown: "↓",
  arrowup: "↑",
};

/** How people read a key: `mod+shift+enter` becomes ⌘⇧↵ on a Mac, and `g u` two strokes. */
export function readableKeys(keys: string): string {
  return keys
    .split(" ")
    .map((stroke) => {
      const parts = stroke.split("+").filter(Boolean).map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part));
      return parts.length ? parts.join(isMac || parts.every((p) => p.length === 1) ? "" : "+") : "+";
    })
    .join(" ");
}

/** The key that does the same as the control beside it; hidden from screen readers, which have aria-keyshortcuts. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd aria-hidden="true">{readableKeys(keys)}</kbd>;
}
