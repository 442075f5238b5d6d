import { usePublish } from "../actions/scope.ts";
import { SearchList } from "../features/inbox/SearchList.tsx";
import { ViewsPanel } from "../features/inbox/ViewsPanel.tsx";
import type { SearchParams } from "../paths.ts";
import { Panes } from "../shell/Panes.tsx";
import { Context, Conversation } from "./conversation.tsx";

/** Search mode: the same four panes, with the results in place of a view. */
export function SearchPage({ search }: { search: SearchParams }) {
  const { inbox, thread, item } = search;
  usePublish("inboxId", inbox);
  return (
    <Panes
      front={thread ? "thread" : "list"}
      views={<ViewsPanel inboxId={inbox} viewId={null} />}
      list={<SearchList search={search} />}
      thread={<Conversation threadId={thread} itemId={item} />}
      context={thread ? <Context threadId={thread} viewId={null} /> : null}
    />
  );
}
