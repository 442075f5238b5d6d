import { useEffect, useSyncExternalStore } from "react";
import { Kbd } from "./Kbd.tsx";

export interface Toast {
  id: string;
  text: string;
  failure?: boolean;
  action?: { label: string; keys?: string; run: () => void };
  /** How long it stays, in milliseconds; 0 keeps it until it is dropped. */
  stay_ms?: number;
}

let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();
const change = (next: readonly Toast[]) => {
  shown = next;
  for (const listener of listeners) listener();
};

/** Shows a toast; one with the same id is replaced. */
export function showToast(toast: Toast): void {
  change([...shown.filter((t) => t.id !== toast.id), toast].slice(-3));
}

export function dropToast(id: string): void {
  if (shown.some((t) => t.id === id)) change(shown.filter((t) => t.id !== id));
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where toasts appear; also the polite live region that reads them out. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const stay = toast.stay_ms ?? (toast.action ? 8000 : 4500);
  useEffect(() => {
    if (stay === 0) return;
    const timer = setTimeout(() => dropToast(toast.id), stay);
    return () => clearTimeout(timer);
  }, [toast, stay]);
  const handleAction = () => {
    dropToast(toast.id);
    toast.action?.run();
  };
  return (
    <div className={`toast ${toast.failure ? "failure" : ""}`}>
      <span>{toast.text}</span>
      {toast.action && (
        <button type="button" onClick={handleAction}>
          {toast.action.label}
          {toast.action.keys && <Kbd keys={toast.action.keys} />}
        </button>
      )}
    </div>
  );
}
