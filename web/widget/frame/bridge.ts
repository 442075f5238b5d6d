import type { EventName, ToFrame, ToLoader } from "../protocol.ts";
import { VERSION } from "../protocol.ts";

/** The frame's end of the talk with the loader. Key and origin of the page stand in the frame's own address. */
export class Bridge {
  private readonly key: string;
  private readonly origin: string;

  constructor(
    hash: string,
    private readonly hear: (message: ToFrame) => void,
    private readonly host: Window = window.parent,
  ) {
    const slash = hash.indexOf("/");
    this.key = hash.slice(1, slash);
    this.origin = hash.slice(slash + 1);
    addEventListener("message", this.onMessage);
  }

  post(message: ToLoader): void {
    // A page without an origin, such as a file, cannot be addressed exactly, so it is not addressed.
    if (this.key.startsWith(VERSION) && this.origin.includes("://")) this.host.postMessage({ parley: this.key, ...message }, this.origin);
  }

  emit(name: EventName, payload: unknown): void {
    this.post({ t: "event", name, payload });
  }

  private readonly onMessage = ({ source, origin, data }: MessageEvent<{ parley?: unknown } & ToFrame>) => {
    if (source === this.host && origin === this.origin && data?.parley === this.key) this.hear(data);
  };
}
