import { useEffect, useState } from "preact/hooks";
import { initial, type State } from "./state.ts";

/** The one place that holds the state; components listen, the controller changes. */
export class Store {
  private state = initial;
  private readonly listeners = new Set<() => void>();

  get(): State {
    return this.state;
  }

  set(change: (state: State) => State): void {
    const next = change(this.state);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export function useStore(store: Store): State {
  const [state, setState] = useState(store.get());
  useEffect(() => {
    const update = () => setState(store.get());
    update();
    return store.subscribe(update);
  }, [store]);
  return state;
}
