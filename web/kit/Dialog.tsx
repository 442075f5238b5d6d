import { Dialog as Radix } from "radix-ui";
import type { CSSProperties, ReactNode } from "react";
import { IconButton } from "./Button.tsx";

// A dialog without a field of its own takes the focus itself, not its close button.
function focusDialog(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

// The button of the menu from which a dialog was asked for: the entry is gone by then, so the keyboard goes back there.
let menuButton: HTMLElement | null = null;
globalThis.document?.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && !target.closest("[role=menu], [role=dialog]")) menuButton = target.matches("[aria-haspopup=menu]") ? target : null;
});

function focusBack(event: Event): void {
  if (!menuButton?.isConnected) return;
  event.preventDefault();
  menuButton.focus();
}

interface DialogProps {
  title: string;
  closeLabel: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  width?: number;
  /** It stands at the end of the window, as high as that. */
  aside?: boolean;
}

/** A modal dialog. Focus goes in, stays in, and comes back to where it was. */
export function Dialog({ title, closeLabel, open, onClose, children, footer, width, aside }: DialogProps) {
  const style = width ? ({ "--dialog-width": `${width}px` } as CSSProperties) : undefined;
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className={`dialog ${aside ? "aside" : ""}`} style={style} aria-describedby={undefined} onOpenAutoFocus={focusDialog} onCloseAutoFocus={focusBack}>
          <header>
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Radix.Close asChild>
              <IconButton icon="close" label={closeLabel} />
            </Radix.Close>
          </header>
          <div className="body">{children}</div>
          {footer && <footer>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
