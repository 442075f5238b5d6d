import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from "radix-ui";
import { Icon } from "./Icon.tsx";

interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** Something that is on or off at once, without a save button. */
export function Switch({ label, checked, onChange, disabled }: SwitchProps) {
  return <RadixSwitch.Root className="switch" aria-label={label} checked={checked} onCheckedChange={onChange} disabled={disabled ?? false} />;
}

interface CheckboxProps {
  label: string;
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  onClick?: (event: React.MouseEvent) => void;
  tabIndex?: number;
  disabled?: boolean;
}

/** A tick box; `label` is its name for those who do not see what stands beside it. */
export function Checkbox({ label, checked, onChange, onClick, tabIndex, disabled }: CheckboxProps) {
  return (
    <RadixCheckbox.Root className="checkbox" aria-label={label} checked={checked} onCheckedChange={(next) => onChange(next === true)} onClick={onClick} tabIndex={tabIndex} disabled={disabled ?? false}>
      <RadixCheckbox.Indicator asChild>
        <span style={{ display: "grid" }}>
          <Icon name={checked === "indeterminate" ? "minus" : "check"} />
        </span>
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
}
