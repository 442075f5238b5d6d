import { Dialog as Radix } from "radix-ui";
import { type CSSProperties, type ReactNode, useRef } from "react";
import { IconButton } from "./Button.tsx";

// A dialog without a field of its own takes the focus itself, not its close button.
function focusDialog(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

// Of a menu from which a dialog was asked for, the entry is gone by then; its button is still there.
let menuButton: HTMLElement | null = null;
globalThis.document?.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && !target.closest("[role=menu], [role=dialog]")) menuButton = target.matches("[aria-haspopup=menu]") ? target : null;
});

/** Where the keyboard was when something opened over the page, to be given back to it. */
export function useOpener(open: boolean): (event: Event) => void {
  const opener = useRef<Element | null>(null);
  const at = document.activeElement;
  if (!open) opener.current = null;
  else opener.current ??= at === document.body || at?.closest("[role=menu]") ? menuButton : at;
  return (event) => {
    event.preventDefault();
    // Whatever was chosen may have sent the keyboard elsewhere.
    if (document.activeElement === document.body && opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
  };
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
  const giveBack = useOpener(open);
  const style = width ? ({ "--dialog-width": `${width}px` } as CSSProperties) : undefined;
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className={`dialog ${aside ? "aside" : ""}`} style={style} aria-describedby={undefined} onOpenAutoFocus={focusDialog} onCloseAutoFocus={giveBack}>
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
