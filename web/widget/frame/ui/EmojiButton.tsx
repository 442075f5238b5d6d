import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import { Icon } from "./Icon.tsx";

export interface PickerProps {
  onPick(emoji: string): void;
  onClose(): void;
}

/** Opens the picker, which is fetched when it is first wanted. */
export function EmojiButton({ onPick }: { onPick(emoji: string): void }) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<{ Picker: FunctionComponent<PickerProps> } | null>(null);
  const toggle = () => {
    setOpen(!open);
    if (!loaded) import("./EmojiPicker.tsx").then((m) => setLoaded({ Picker: m.EmojiPicker }), () => setOpen(false));
  };
  return (
    <span class="emoji">
      <button class="plain" type="button" aria-label={texts.emoji} aria-expanded={open} onClick={toggle}>
        <Icon name="emoji" />
      </button>
      {open && loaded && <loaded.Picker onPick={(emoji) => (setOpen(false), onPick(emoji))} onClose={() => setOpen(false)} />}
    </span>
  );
}
