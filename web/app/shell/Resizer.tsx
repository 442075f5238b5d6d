import type { KeyboardEvent, PointerEvent } from "react";

interface ResizerProps {
  label: string;
  value: number;
  min: number;
  max: number;
  /** The pane grows towards the start of the line, as one at the end of the screen does. */
  fromEnd?: boolean;
  /** The pane grows upwards: the edge lies on top of it. */
  upwards?: boolean;
  onDrag: (value: number) => void;
  onDone: (value: number) => void;
}

const STEP = 16;

/** The edge of a pane, moved by pointer or by arrow keys. */
export function Resizer({ label, value, min, max, fromEnd, upwards, onDrag, onDone }: ResizerProps) {
  const clamp = (next: number) => Math.round(Math.min(max, Math.max(min, next)));
  const rtl = () => document.documentElement.dir === "rtl";

  const handlePointerDown = (down: PointerEvent<HTMLDivElement>) => {
    down.preventDefault();
    const handle = down.currentTarget;
    handle.setPointerCapture(down.pointerId);
    const at = (event: { clientX: number; clientY: number }) => {
      if (upwards) return clamp(value + down.clientY - event.clientY);
      const moved = (event.clientX - down.clientX) * (rtl() ? -1 : 1);
      return clamp(value + (fromEnd ? -moved : moved));
    };
    const move = (event: globalThis.PointerEvent) => onDrag(at(event));
    const up = (event: globalThis.PointerEvent) => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", up);
      onDone(at(event));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", up);
  };

  const handleKeyDown = (event: KeyboardEvent) => {
    const grow = upwards ? "ArrowUp" : fromEnd !== rtl() ? "ArrowLeft" : "ArrowRight";
    const shrink = upwards ? "ArrowDown" : fromEnd !== rtl() ? "ArrowRight" : "ArrowLeft";
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    onDone(clamp(value + (event.key === grow ? STEP : -STEP)));
  };

  return (
    <div
      className={`resizer ${fromEnd ? "from-end" : ""} ${upwards ? "upwards" : ""}`}
      role="separator"
      aria-orientation={upwards ? "horizontal" : "vertical"}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      data-own-keys=""
      onPointerDown={handlePointerDown}
      onKeyDown={handleKeyDown}
    />
  );
}
