import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";

// A dialog that an entry opened may have the keyboard already: the button of the menu leaves it there.
const leaveToDialog = (event: Event) => document.activeElement?.closest("[role=dialog]") && event.preventDefault();

interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end" | "center";
  side?: "top" | "bottom";
  onOpenChange?: (open: boolean) => void;
}

/** A menu under its trigger, which must be a button. */
export function Menu({ trigger, children, align = "start", side = "bottom", onOpenChange }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} side={side} sideOffset={5} collisionPadding={8} loop onCloseAutoFocus={leaveToDialog}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: IconName | undefined;
  keys?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  checked?: boolean;
  detail?: string | undefined;
  end?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

/** One entry. `detail` explains a disabled entry or names what it will act on. */
export function MenuItem({ icon, keys, danger, disabled, checked, detail, end, onSelect, children }: MenuItemProps) {
  const body = (
    <>
      {icon && <Icon name={icon} />}
      <span className="grow">
        {children}
        {detail && <span className="sub">{detail}</span>}
      </span>
      {(keys || checked || end) && (
        <span className="end">
          {end}
          {checked && <Icon name="check" />}
          {keys && <Kbd keys={keys} />}
        </span>
      )}
    </>
  );
  const shared = { className: `menu-item ${danger ? "danger" : ""}`, disabled: disabled ?? false, onSelect };
  return checked === undefined ? (
    <DropdownMenu.Item {...shared}>{body}</DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem {...shared} checked={checked}>
      {body}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="menu-sep" />;
}

interface SubMenuProps {
  icon?: IconName;
  label: string;
  children: ReactNode;
}

/** A menu that opens from an entry. */
export function SubMenu({ icon, label, children }: SubMenuProps) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="menu-item">
        {icon && <Icon name={icon} />}
        <span className="grow">{label}</span>
        <span className="end">
          <Icon name="right" size="small" />
        </span>
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="menu" sideOffset={2} collisionPadding={8}>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}
