import type { LineFrame } from "../wire.ts";
import { type Keep, openKeep } from "./keep.ts";

type News = LineFrame | { t: "seen"; thread: string };

/**
 * What this device keeps for the visitor on this one site (the browser gives the frame a storage of its own for each),
 * and how its tabs tell each other. Nothing is kept before the visitor agrees, where the page asks.
 */
export class Device {
  keep: Keep | null = null;
  onNews: (news: News) => void = () => {};
  private visit: Keep | null = null;
  private channel: BroadcastChannel | null = null;

  allow(kept: boolean): void {
    this.keep = kept ? openKeep(true) : null;
    this.visit = kept ? openKeep(false) : null;
    this.channel ??= new BroadcastChannel("parley");
    this.channel.onmessage = ({ data }) => this.onNews(data as News);
  }

  /** A shortcut to the other tabs. Each has a line of its own, so nothing depends on it. */
  tell(news: News): void {
    this.channel?.postMessage(news);
  }

  get closed(): boolean {
    return this.visit?.get("parley.closed") === "1";
  }

  set closed(closed: boolean) {
    this.visit?.set("parley.closed", closed ? "1" : "");
  }

  draft(thread: string): string {
    return this.visit?.get("parley.draft." + thread) ?? "";
  }

  keepDraft(thread: string, text: string): void {
    if (text) this.visit?.set("parley.draft." + thread, text);
    else this.visit?.remove("parley.draft." + thread);
  }

  /** Takes away what an earlier visitor left. */
  forget(): void {
    for (const keep of [openKeep(true), openKeep(false)]) for (const key of keep?.keys() ?? []) if (key.startsWith("parley.")) keep?.remove(key);
  }
}
