/** Readable colours from whatever accent a team chose (WCAG 2 contrast). */
export const readable = 4.5;

type Rgb = readonly [number, number, number];

export function parse(hex: string): Rgb | null {
  const long = /^#([0-9a-f]{3})$/i.test(hex) ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex;
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(long);
  return match ? [parseInt(match[1]!, 16), parseInt(match[2]!, 16), parseInt(match[3]!, 16)] : null;
}

const format = (rgb: Rgb) => "#" + rgb.map((v) => Math.round(v).toString(16).padStart(2, "0")).join("");

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((c) => luminance(parse(c) ?? [0, 0, 0])) as [number, number];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Black or white, whichever is read better on a colour; white where both are. */
export const inkOn = (ground: string) => (contrast(ground, "#ffffff") >= readable || contrast(ground, "#ffffff") >= contrast(ground, "#101719") ? "#ffffff" : "#101719");

/** The colour itself, or the nearest to it that is read on the ground. */
export function readableOn(colour: string, ground: string): string {
  const from = parse(colour);
  if (!from) return inkOn(ground);
  const to = parse(inkOn(ground))!;
  for (let part = 0; part <= 1; part += 0.05) {
    const mixed = format(from.map((v, i) => v + (to[i]! - v) * part) as unknown as Rgb);
    if (contrast(mixed, ground) >= readable) return mixed;
  }
  return format(to);
}
