import { Dialog } from "radix-ui";
import { lazy, Suspense } from "react";
import { register } from "../actions/registry.ts";
import { t } from "../i18n/i18n.ts";
import { newToggle } from "./toggle.ts";

const PaletteList = lazy(() => import("./PaletteList.tsx"));
const open = newToggle();

register({ id: "app.palette", title: "palette.title", group: "app", keys: ["mod+k"], icon: "search", run: () => open.set(!open.get()) });

/** Every command that is possible now, and every view, by name. */
export function Palette() {
  const shown = open.use();
  return (
    <Dialog.Root open={shown} onOpenChange={open.set}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog palette" aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{t("palette.title")}</Dialog.Title>
          <Suspense>
            <PaletteList onDone={() => open.set(false)} />
          </Suspense>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
