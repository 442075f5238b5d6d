import { lazy, Suspense } from "react";
import { register } from "../actions/registry.ts";
import { newToggle } from "./toggle.ts";

const PaletteDialog = lazy(() => import("./PaletteDialog.tsx"));
const open = newToggle();

register({ id: "app.palette", title: "palette.title", group: "app", keys: ["mod+k"], icon: "search", run: () => open.set(!open.get()) });

/** Every command that is possible now, and every view, by name. */
export function Palette() {
  return (
    open.use() && (
      <Suspense>
        <PaletteDialog onDone={() => open.set(false)} />
      </Suspense>
    )
  );
}
