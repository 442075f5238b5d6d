import { useState } from "react";
import { t } from "../../i18n/i18n.ts";
import { findEmoji } from "../../editor/emoji.ts";

/** Emoji by name. */
export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  const [typed, setTyped] = useState("");
  return (
    <div className="vstack">
      <input className="input" autoFocus aria-label={t("toolbar.emoji_search")} placeholder={t("toolbar.emoji_search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <div className="emoji-grid">
        {findEmoji(typed, 200).map(({ emoji, names }) => (
          <button key={emoji} type="button" aria-label={names[0]} title={names[0]} onClick={() => onPick(emoji)}>
            {emoji}
          </button>
        ))}
      </div>
    </div>
  );
}
