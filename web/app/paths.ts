/** All addresses of the interface, built in one place. */
export const paths = {
  home: () => "/",
  inbox: (inboxId: string) => `/inbox/${inboxId}`,
  view: (inboxId: string, viewId: string) => `/inbox/${inboxId}/${viewId}`,
  thread: (inboxId: string, viewId: string, threadId: string, itemId?: string) => `/inbox/${inboxId}/${viewId}/${threadId}${itemId ? `?item=${itemId}` : ""}`,
  search: (search: SearchParams) => `/search${queryOf({ ...search })}`,
  contacts: () => "/contacts",
  records: (object: string) => `/${PLACES[object] ?? `objects/${object}`}`,
  archived: (object: string) => `/${PLACES[object] ?? `objects/${object}`}/archived`,
  record: (object: string, id: string) => `/${PLACES[object] ?? `objects/${object}`}/${id}`,
  imports: (object: string, id = "") => `/${PLACES[object] ?? `objects/${object}`}/import${id ? `/${id}` : ""}`,
  settings: (page = "") => `/settings${page ? `/${page}` : ""}`,
  signin: (next?: string) => `/signin${queryOf({ next })}`,
  forgot: () => "/forgot",
  setup: () => "/setup",
  welcome: () => "/welcome",
};

// The kinds of record that have an address of their own; the others stand under /objects.
export const PLACES: Record<string, string> = { contact: "contacts", company: "companies", deal: "deals", ticket: "tickets" };

/** What a search is: all of it stands in the address, so that a link gives a colleague the same (FILT-12). */
export interface SearchParams {
  inbox: string;
  q?: string | undefined;
  order?: "oldest" | undefined;
  spam?: 1 | undefined;
  trash?: 1 | undefined;
  thread?: string | undefined;
  item?: string | undefined;
}

function queryOf(values: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
