/** What `z` takes back, newest last. */
export interface Undoable {
  id: string;
  run: () => void;
}

const DEPTH = 50;
let stack: Undoable[] = [];

export function rememberUndo(undoable: Undoable): void {
  stack = [...stack.filter((other) => other.id !== undoable.id), undoable].slice(-DEPTH);
}

export function forgetUndo(id: string): void {
  stack = stack.filter((other) => other.id !== id);
}

/** Takes back the newest deed; false if there is none. */
export function undoLast(): boolean {
  const last = stack.at(-1);
  if (!last) return false;
  stack = stack.slice(0, -1);
  last.run();
  return true;
}
