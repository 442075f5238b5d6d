import { memo } from "react";
import type { Item, Thread } from "../../api/types.ts";
import type { Entry } from "../../data/outbox.ts";
import { Bubble } from "./Bubble.tsx";
import { CommentView } from "./CommentView.tsx";
import { EventLine } from "./EventLine.tsx";
import { Letter } from "./Letter.tsx";

export interface ItemProps {
  item: Item;
  thread: Thread;
  /** Set while the item waits in the outbox. */
  entry?: Entry;
  collapsed: boolean;
  onExpand?: () => void;
}

// Channels in which people talk in short lines; those of apps are like them.
const talks = (channel: string) => ["chat", "messenger", "whatsapp"].includes(channel) || channel.startsWith("custom_channel:");

/** One item in its own form: a letter, a bubble, a comment or a thin line. */
export const ItemView = memo(function ItemView(props: ItemProps) {
  const { item } = props;
  if (item.event) return <EventLine item={item} />;
  if (item.comment) return <CommentView {...props} />;
  if (item.message && talks(item.message.channel)) return <Bubble {...props} />;
  return <Letter {...props} />;
});
