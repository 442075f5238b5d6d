import { lazy, Suspense } from "react";
import { register } from "../actions/registry.ts";
import { newToggle } from "./toggle.ts";

const SheetDialog = lazy(() => import("./SheetDialog.tsx"));
const open = newToggle();

export const openSheet = (): void => open.set(true);

register({ id: "app.keys", title: "sheet.title", group: "app", keys: ["?"], icon: "keyboard", run: openSheet });

/** The sheet of keys, when it is asked for. */
export function ShortcutSheet() {
  return (
    open.use() && (
      <Suspense>
        <SheetDialog onClose={() => open.set(false)} />
      </Suspense>
    )
  );
}
