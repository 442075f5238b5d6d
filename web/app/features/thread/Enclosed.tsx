import { lazy, Suspense } from "react";
import type { Item } from "../../api/types.ts";
import { loadTexts } from "../../i18n/i18n.ts";

const Enclosures = lazy(async () => (await loadTexts("rare"), import("./Enclosures.tsx")));

/** What hangs on a message besides files, loaded where there is something. */
export function Enclosed({ item }: { item: Item }) {
  if (!item.message?.enclosures.length) return null;
  return (
    <Suspense>
      <Enclosures item={item} enclosures={item.message.enclosures} />
    </Suspense>
  );
}
