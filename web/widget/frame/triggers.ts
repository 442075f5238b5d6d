import type { Display } from "../wire.ts";

/** Fires once, when the first of a chatflow's triggers comes true (CHAT-06). Scrolling and leaving are told by the loader. */
export class Triggers {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private armed = true;

  constructor(
    private readonly display: Display,
    private readonly fire: (behaviour: Display["behaviour"]) => void,
  ) {
    const { load, seconds } = display.triggers;
    if (load || seconds > 0) this.timer = setTimeout(this.pull, load ? 0 : seconds * 1000);
  }

  scroll(percent: number): void {
    const { scroll } = this.display.triggers;
    if (scroll > 0 && percent >= scroll) this.pull();
  }

  exit(): void {
    if (this.display.triggers.exit) this.pull();
  }

  stop(): void {
    this.armed = false;
    clearTimeout(this.timer);
  }

  private readonly pull = () => {
    if (!this.armed) return;
    this.stop();
    this.fire(this.display.behaviour);
  };
}
