/** How one press of a key is named: the character typed, with `mod` and `shift` where they matter. */

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
  getModifierState?(name: string): boolean;
}

const SILENT = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified"]);

/**
 * The stroke of a press, or null if it is none of ours. Layouts are met by the
 * character typed: `#` is `#` whether it took Shift, AltGr or neither. On layouts
 * without Latin letters the place of the key counts instead.
 */
export function strokeOf(press: KeyPress): string | null {
  if (press.isComposing || SILENT.has(press.key)) return null;
  const altGr = press.getModifierState?.("AltGraph") === true || (press.altKey && isSymbol(press.key));
  if (press.altKey && !altGr) return null;
  const mod = !altGr && (press.ctrlKey || press.metaKey);
  const key = latin(press);
  const letter = /^[a-z]$/.test(key);
  const named = key.length > 1;
  const shift = press.shiftKey && (letter || named);
  return `${mod ? "mod+" : ""}${shift ? "shift+" : ""}${key === " " ? "space" : key}`;
}

function latin(press: KeyPress): string {
  const key = press.key.toLowerCase();
  if (key.length > 1 || /^[\x20-\x7e]$/.test(key)) return key;
  const place = /^Key([A-Z])$/.exec(press.code);
  return place?.[1] ? place[1].toLowerCase() : key;
}

// Windows reports AltGr as Ctrl+Alt, and a Mac types brackets with Option: a symbol that came out is meant as typed.
function isSymbol(key: string): boolean {
  return key.length === 1 && !/[a-z0-9]/i.test(key);
}

const TYPING = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="combobox"]';
const OWN_KEYS = '[role="menu"], [role="listbox"], [role="dialog"], [data-own-keys]';

/** Whether a plain letter belongs to what has the focus, not to us. */
export function isTaken(target: EventTarget | null, stroke: string): boolean {
  if (!(target instanceof Element)) return false;
  if (stroke.startsWith("mod+")) return false;
  if (target.closest(TYPING) || target.closest(OWN_KEYS)) return true;
  return (stroke === "enter" || stroke === "space") && target.closest('a, button, summary, [role="button"]') !== null;
}

const SEQUENCE_MS = 1500;

/** Joins strokes to sequences such as `g u`: feed gives what has been typed so far. */
export class Sequence {
  private pending = "";
  private until = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The longest reading first: the sequence, then the stroke alone. */
  readings(stroke: string): string[] {
    const joined = this.pending && this.now() < this.until ? `${this.pending} ${stroke}` : null;
    return joined ? [joined, stroke] : [stroke];
  }

  begin(stroke: string): void {
    this.pending = stroke;
    this.until = this.now() + SEQUENCE_MS;
  }

  end(): void {
    this.pending = "";
  }
}
