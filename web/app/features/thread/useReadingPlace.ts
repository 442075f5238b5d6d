import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

interface Wishes {
  /** The item to begin at: the one linked to, or the first unread one; null begins at the end. */
  target: string | null;
  last: string;
  /** How many of my own items are on their way: a new one brings the end into view. */
  mine: number;
}

const NEAR_END_PX = 120;

/** Begins reading at the right place, follows the end while one is there, and says when something arrived below. */
export function useReadingPlace({ target, last, mine }: Wishes) {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const settling = useRef(true);
  const [below, setBelow] = useState(false);
  const initial = useRef(target);

  const toEnd = () => {
    const box = ref.current;
    if (box) box.scrollTop = box.scrollHeight;
    atEnd.current = true;
    setBelow(false);
  };

  useLayoutEffect(() => {
    if (initial.current) scrollTo(ref, initial.current);
    else toEnd();
  }, []);
  useEffect(() => {
    if (target && target !== initial.current) scrollTo(ref, target);
    initial.current = target ?? initial.current;
  }, [target]);

  // Mails learn their height late: until the reader moves, the place is kept through that.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const keep = new ResizeObserver(() => {
      if (settling.current && initial.current) scrollTo(ref, initial.current);
      else if (atEnd.current) toEnd();
    });
    keep.observe(box);
    for (const child of box.children) keep.observe(child);
    const settle = () => {
      settling.current = false;
    };
    box.addEventListener("wheel", settle, { passive: true });
    box.addEventListener("pointerdown", settle);
    box.addEventListener("keydown", settle);
    return () => {
      keep.disconnect();
      box.removeEventListener("wheel", settle);
      box.removeEventListener("pointerdown", settle);
      box.removeEventListener("keydown", settle);
    };
  }, [last, mine]);

  const lastSeen = useRef(last);
  useEffect(() => {
    if (last === lastSeen.current) return;
    lastSeen.current = last;
    if (atEnd.current) toEnd();
    else setBelow(true);
  }, [last]);
  useEffect(() => {
    if (mine > 0) toEnd();
  }, [mine]);

  const onScroll = () => {
    const box = ref.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (atEnd.current) setBelow(false);
  };
  return { ref, onScroll, below, toEnd };
}

function scrollTo(ref: RefObject<HTMLDivElement | null>, itemId: string): void {
  const box = ref.current;
  const item = box?.querySelector<HTMLElement>(`[data-item="${CSS.escape(itemId)}"]`);
  // The first item is read with the subject above it.
  if (box && item) box.scrollTop = item.offsetTop < box.clientHeight / 3 ? 0 : item.offsetTop - 12;
}
