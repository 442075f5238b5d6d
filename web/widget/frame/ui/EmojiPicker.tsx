import { useEffect, useRef } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import type { PickerProps } from "./EmojiButton.tsx";

const COLUMNS = 8;
const emojis = [..."😀😃😄😁😅😂🙂😉😊😍😘😎🤔😐😕🙁😢😭😮😡🙄😴🤗🤩👍👎👏🙏👋🤝💪👌🎉🎁🔥✨⭐💯✅❌❤💙💚💛💔💡⏰📷📦🚚💳🛒🏠📞📧📎📄☕🍕🌞🌧🚗🐶🐱"];

/** A small choice of emojis; arrows move, Enter takes, Escape leaves. */
export function EmojiPicker({ onPick, onClose }: PickerProps) {
  const texts = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector("button")?.focus();
    const away = (event: Event) => !box.current?.parentElement?.contains(event.target as Node) && onClose();
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      (box.current?.parentElement?.querySelector(".plain") as HTMLElement | null)?.focus();
      return onClose();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...box.current!.querySelectorAll("button")];
    all[all.indexOf(document.activeElement as HTMLButtonElement) + step * (document.dir === "rtl" && Math.abs(step) === 1 ? -1 : 1)]?.focus();
  };
  return (
    <div ref={box} class="picker" role="group" aria-label={texts.emoji} onKeyDown={onKeyDown}>
      {emojis.map((emoji, i) => (
        <button key={emoji} type="button" tabIndex={i === 0 ? 0 : -1} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
