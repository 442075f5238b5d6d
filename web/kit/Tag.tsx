import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

interface TagProps {
  look?: "plain" | "warn" | "danger" | "ok" | "accent";
  swatch?: string;
  title?: string;
  onRemove?: () => void;
  removeLabel?: string;
  children: ReactNode;
}

/** A small label of state. Its colour repeats what its words say. */
export function Tag({ look = "plain", swatch, title, onRemove, removeLabel, children }: TagProps) {
  return (
    <span className={`tag ${look}`} title={title}>
      {swatch && <i className="swatch" style={{ background: swatch }} />}
      <span className="clip">{children}</span>
      {onRemove && (
        <button type="button" aria-label={removeLabel} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

interface ChipProps {
  look?: "plain" | "on" | "bad" | "outline";
  title?: string;
  onRemove?: () => void;
  removeLabel?: string;
  children: ReactNode;
}

/** A value one can take out again: an address, a filter. */
export function Chip({ look = "plain", title, onRemove, removeLabel, children }: ChipProps) {
  return (
    <span className={`chip ${look}`} title={title}>
      <span className="clip">{children}</span>
      {onRemove && (
        <button type="button" aria-label={removeLabel} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
