import { startTransition, useCallback, useEffect, useState } from "react";

/** Runs something once what was just drawn is on the screen. Returns how to call it off. */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/**
 * Follows a value one paint behind, beginning with null: what hangs on it is drawn after the answer to a key, in pieces
 * that let other keys through. The second result catches up at once.
 */
export function useAfterPaint<T>(value: T): [T | null, () => void] {
  const [late, setLate] = useState<T | null>(null);
  useEffect(() => (value === late ? undefined : afterPaint(() => startTransition(() => setLate(value)))), [value, late]);
  return [late, useCallback(() => setLate(value), [value])];
}
