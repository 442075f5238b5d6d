import type { ComponentProps } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";
import { tip } from "./Tooltip.tsx";

export type ButtonLook = "plain" | "pri" | "ghost" | "danger";

interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  icon?: IconName;
  keys?: string | undefined;
  compact?: boolean;
}

/** A labelled button. `keys` shows the key that does the same. */
export function Button({ look = "plain", icon, keys, compact, className = "", children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`btn ${look} ${compact ? "compact" : ""} ${className}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
      {keys && <Kbd keys={keys} />}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "aria-label"> {
  icon: IconName;
  label: string;
}

/** A button of one icon; `label` is its name and its tooltip. */
export function IconButton({ label, icon, keys, look = "ghost", compact, className = "", ...rest }: IconButtonProps) {
  return (
    <button type="button" className={`btn icononly ${look} ${compact ? "compact" : ""} ${className}`} aria-label={label} {...tip(label, keys)} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
