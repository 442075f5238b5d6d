import { type IconName, outlines } from "./outlines.ts";

export type { IconName };

// Directional icons turn round in right-to-left languages.
const MIRRORED = new Set<IconName>(["reply", "replyall", "forward", "left", "right", "undo", "list", "numbers", "send", "panel", "panelright", "logout", "quote"]);

/** The definitions that Icon refers to: rendered once, at the root. */
export function IconSprite() {
  const symbols = Object.entries(outlines).map(([name, body]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${body}</symbol>`);
  return <svg width="0" height="0" style={{ position: "absolute" }} aria-hidden="true" dangerouslySetInnerHTML={{ __html: symbols.join("") }} />;
}

interface IconProps {
  name: IconName;
  size?: "small" | "large";
  color?: string;
}

/** An outline in the colour of the text. It says nothing to a screen reader: the control around it has the name. */
export function Icon({ name, size, color }: IconProps) {
  const classes = ["icon", size, MIRRORED.has(name) ? "mirror" : ""].filter(Boolean).join(" ");
  return (
    <svg className={classes} aria-hidden="true" style={color ? { color } : undefined}>
      <use href={`#i-${name}`} />
    </svg>
  );
}
