import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

interface PopoverProps {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "end" | "center";
  side?: "top" | "bottom";
  flush?: boolean;
  /** When it has gone, the keyboard returns to the trigger, unless this says true: then it is elsewhere. */
  onGone?: () => boolean;
}

/** A small panel under its trigger, for choices that need more than a menu. */
export function Popover({ trigger, label, children, open, onOpenChange, align = "start", side = "bottom", flush, onGone }: PopoverProps) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={`popover ${flush ? "flush" : ""}`} aria-label={label} align={align} side={side} sideOffset={5} collisionPadding={8} onCloseAutoFocus={(event) => onGone?.() && event.preventDefault()}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const PopoverClose = Radix.Close;
