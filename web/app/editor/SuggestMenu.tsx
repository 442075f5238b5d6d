import type { SuggestionKeyDownProps, SuggestionProps } from "@tiptap/suggestion";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";

export interface Suggestion {
  id: string;
  label: string;
  detail?: string;
}

export interface SuggestState {
  items: readonly Suggestion[];
  at: number;
  rect: DOMRect | null;
  choose: (index: number) => void;
}

type Show = (state: SuggestState | null) => void;

/** What Tiptap asks of a list of suggestions, told to React as one value. */
export function showSuggestions<T extends Suggestion>(show: Show) {
  let current: { props: SuggestionProps<T, T>; at: number } | null = null;
  const draw = () => {
    if (!current || current.props.items.length === 0) return show(null);
    const { props, at } = current;
    show({
      items: props.items,
      at,
      rect: props.clientRect?.() ?? null,
      choose: (index) => {
        const item = props.items[index];
        if (item) props.command(item);
      },
    });
  };
  const set = (props: SuggestionProps<T, T>) => {
    current = { props, at: Math.min(current?.at ?? 0, Math.max(0, props.items.length - 1)) };
    draw();
  };
  return {
    onStart: (props: SuggestionProps<T, T>) => {
      current = null;
      set(props);
    },
    onUpdate: set,
    onExit: () => {
      current = null;
      show(null);
    },
    onKeyDown: ({ event }: SuggestionKeyDownProps): boolean => {
      const n = current?.props.items.length ?? 0;
      if (!current || n === 0) return false;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        current = { ...current, at: (current.at + (event.key === "ArrowDown" ? 1 : n - 1)) % n };
        draw();
        return true;
      }
      if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
        const item = current.props.items[current.at];
        if (item) current.props.command(item);
        return true;
      }
      if (event.key !== "Escape") return false;
      current = null;
      show(null);
      return true;
    },
  };
}

/** The list under the caret. The editor keeps the focus; arrows and Enter go through it. */
export function SuggestMenu({ state }: { state: SuggestState }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[state.at]?.scrollIntoView({ block: "nearest" });
  }, [state.at]);
  const { rect } = state;
  if (!rect) return null;
  const above = rect.bottom > innerHeight - 260;
  const style = { position: "fixed" as const, left: Math.min(rect.left, innerWidth - 300), ...(above ? { bottom: innerHeight - rect.top + 6 } : { top: rect.bottom + 6 }), maxHeight: 240 };
  return createPortal(
    <ul ref={list} role="listbox" className="menu" style={style}>
      {state.items.map((item, index) => (
        <li key={item.id} role="option" aria-selected={index === state.at} className="menu-item" onPointerDown={(event) => (event.preventDefault(), state.choose(index))}>
          <span className="grow clip">{item.label}</span>
          {item.detail && <span className="end">{item.detail}</span>}
        </li>
      ))}
    </ul>,
    document.body,
  );
}
