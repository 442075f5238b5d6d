import { Icon } from "@kit/Icon.tsx";
import { tip } from "@kit/Tooltip.tsx";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { usePreference } from "../../../data/preferences.ts";
import { t } from "../../../i18n/i18n.ts";
import type { CardMoves } from "./order.ts";

export interface CardContent {
  id: string;
  title: string;
  count?: number;
  end?: ReactNode;
  body: ReactNode;
}

/** One card: folded or not, and where it stands, is remembered for all conversations (CRM-01). */
export function Card({ card, moves }: { card: CardContent; moves: CardMoves }) {
  const { id, title, count, end, body } = card;
  const [collapsed, setCollapsed] = usePreference("collapsed");
  const bodyId = useId();
  const shut = collapsed.includes(id);
  const handleKeys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!by) return;
    event.preventDefault();
    moves.step(id, by);
  };
  return (
    <section
      className={`card ${shut ? "shut" : ""} ${moves.dragged === id ? "dragged" : ""} ${moves.over === id ? "over" : ""}`}
      aria-label={title}
      onDragOver={(event) => moves.dragged && (event.preventDefault(), moves.hover(id))}
      onDrop={(event) => (event.preventDefault(), moves.drop(id))}
    >
      <h2>
        <button type="button" aria-expanded={!shut} aria-controls={bodyId} onClick={() => setCollapsed(shut ? collapsed.filter((other) => other !== id) : [...collapsed, id])}>
          {title} {count !== undefined && <span className="card-count">{count}</span>}
          <Icon name={shut ? "right" : "down"} size="small" />
        </button>
        {end}
        <button type="button" className="card-grip" draggable aria-label={t("records.move_card", { title })} {...tip(t("records.move_card_hint"))} onKeyDown={handleKeys} onDragStart={() => moves.start(id)} onDragEnd={moves.end}>
          <Icon name="grip" size="small" />
        </button>
      </h2>
      <div id={bodyId} hidden={shut}>
        {body}
      </div>
    </section>
  );
}
