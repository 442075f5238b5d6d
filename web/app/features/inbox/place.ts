import { type RefObject, useLayoutEffect } from "react";

// Where the last view was scrolled to, and whether one comes back to it from the search.
let left: { key: string; top: number } | null = null;
let returning = false;

/** Keeps the place of a view while one searches; another visit begins at the top (FILT-11). */
export function useKeptPlace(key: string, scroller: RefObject<HTMLDivElement | null>, shown: boolean): void {
  const search = key.startsWith("search ");
  useLayoutEffect(() => {
    const list = scroller.current;
    if (!shown || !list || search) return;
    if (returning && left?.key === key) list.scrollTop = left.top;
    returning = false;
    return () => {
      left = { key, top: list.scrollTop };
    };
  }, [key, scroller, shown, search]);
  useLayoutEffect(() => {
    if (!search) return;
    return () => {
      returning = true;
    };
  }, [search]);
}
