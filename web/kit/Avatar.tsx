import type { ReactNode } from "react";

interface AvatarProps {
  name: string;
  initials: string;
  color: string;
  url?: string | null;
  size?: 18 | 22 | 26 | 34 | 42;
  presence?: "available" | "away";
  typing?: boolean;
  children?: ReactNode;
}

/**
 * A person's picture or initials. The name stands beside it, so it is decoration: the style
 * sheet draws the letters, which must not count as the text of a button. Any colour may be a
 * person's: a little black in it lets white letters be read on all of them.
 */
export function Avatar({ name, initials, color, url, size = 26, presence, typing, children }: AvatarProps) {
  return (
    <span className={`av s${size} ${typing ? "is-typing" : ""}`} style={{ background: `color-mix(in srgb, ${color} 82%, #000)` }} title={name} aria-hidden="true" data-initials={url ? undefined : initials}>
      {url && <img src={url} alt="" loading="lazy" />}
      {presence && <i className={`dot ${presence}`} />}
      {children}
    </span>
  );
}
