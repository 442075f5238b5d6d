const TELL_EVERY_MS = 3_000;
/** How long after the last key somebody counts as writing. */
export const TYPING_ENDS_MS = 6_000;

/** Turns keystrokes into few signals that somebody writes, and one that they stopped. */
export class Typing {
  private told = -Infinity;
  private ends: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (on: boolean) => void) {}

  typed(text: string): void {
    if (!text) return this.stop();
    clearTimeout(this.ends);
    this.ends = setTimeout(() => this.stop(), TYPING_ENDS_MS);
    if (performance.now() - this.told < TELL_EVERY_MS) return;
    this.told = performance.now();
    this.tell(true);
  }

  stop(): void {
    clearTimeout(this.ends);
    if (this.told > -Infinity) this.tell(false);
    this.told = -Infinity;
  }
}

/** Ends the typing of others by itself: a browser that goes away does not say that its writer stopped. */
export class OthersTyping {
  private readonly ends: Record<string, ReturnType<typeof setTimeout>> = {};

  constructor(private readonly onEnd: (thread: string) => void) {}

  heard(thread: string, on: boolean): void {
    clearTimeout(this.ends[thread]);
    if (on) this.ends[thread] = setTimeout(() => this.onEnd(thread), TYPING_ENDS_MS * 2);
  }
}
