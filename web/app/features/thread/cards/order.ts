import { useState } from "react";
import { usePreference } from "../../../data/preferences.ts";

export interface CardMoves {
  dragged: string | null;
  over: string | null;
  start: (id: string) => void;
  hover: (id: string) => void;
  drop: (id: string) => void;
  end: () => void;
  step: (id: string, by: -1 | 1) => void;
}

/** Ids as a person ordered them; one that is not in that order yet stays behind the one it stood behind. */
export function inOrder(ids: readonly string[], wish: readonly string[]): string[] {
  const result = wish.filter((id) => ids.includes(id));
  for (const [at, id] of ids.entries()) {
    if (result.includes(id)) continue;
    const before = ids.slice(0, at).findLast((other) => result.includes(other));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  }
  return result;
}

/** The order with one card put where another stands. Cards that are not on the screen keep their place. */
export function moved(order: readonly string[], id: string, to: string): string[] {
  const from = order.indexOf(id);
  const target = order.indexOf(to);
  if (from === -1 || target === -1 || id === to) return [...order];
  const rest = order.filter((other) => other !== id);
  rest.splice(rest.indexOf(to) + (from < target ? 1 : 0), 0, id);
  return rest;
}

/** The cards' order, kept with the person, and how it is changed by pointer and by keys (CRM-01). */
export function useCardOrder(all: readonly string[], shown: readonly string[]): { order: string[]; moves: CardMoves } {
  const [wish, setWish] = usePreference("card_order");
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const order = inOrder(all, wish);
  const visible = order.filter((id) => shown.includes(id));
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  return {
    order: visible,
    moves: {
      dragged,
      over: dragged && over !== dragged ? over : null,
      start: setDragged,
      hover: setOver,
      drop: (id) => {
        if (dragged) setWish(moved(order, dragged, id));
        end();
      },
      end,
      step: (id, by) => {
        const neighbour = visible[visible.indexOf(id) + by];
        if (neighbour) setWish(moved(order, id, neighbour));
      },
    },
  };
}
