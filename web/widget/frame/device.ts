import type { LineFrame } from "../wire.ts";

type News = LineFrame | { t: "seen"; thread: string };

/**
 * What this device keeps for the visitor on this one site (the browser gives the frame a storage of its own for each),
 * and how its tabs tell each other. Nothing is kept before the visitor agrees, where the page asks.
 */
export class Device {
  storage: Storage | null = null;
  onNews: (news: News) => void = () => {};
  private visit: Storage | null = null;
  private channel: BroadcastChannel | null = null;

  allow(kept: boolean): void {
    try {
      this.storage = kept ? localStorage : null;
      this.visit = kept ? sessionStorage : null;
      this.channel ??= new BroadcastChannel("parley");
      this.channel.onmessage = ({ data }) => this.onNews(data as News);
    } catch {
      // A browser that refuses storage to frames: the memory of this page has to do.
    }
  }

  /** A shortcut to the other tabs. Each has a line of its own, so nothing depends on it. */
  tell(news: News): void {
    this.channel?.postMessage(news);
  }

  get closed(): boolean {
    return this.visit?.getItem("parley.closed") === "1";
  }

  set closed(closed: boolean) {
    this.visit?.setItem("parley.closed", closed ? "1" : "");
  }

  draft(thread: string): string {
    return this.visit?.getItem("parley.draft." + thread) ?? "";
  }

  keepDraft(thread: string, text: string): void {
    if (text) this.visit?.setItem("parley.draft." + thread, text);
    else this.visit?.removeItem("parley.draft." + thread);
  }

  /** Takes away what an earlier visitor left. */
  forget(): void {
    try {
      for (const storage of [localStorage, sessionStorage]) for (const key of Object.keys(storage)) if (key.startsWith("parley.")) storage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  }
}
