import { lazy, Suspense } from "react";
import { useComposing } from "../../data/compose.ts";

const ComposeWindow = lazy(() => import("./ComposeWindow.tsx"));

/** Shows the letter that is being written, if any. */
export function ComposeHost() {
  const composing = useComposing();
  return (
    composing?.open && (
      <Suspense>
        <ComposeWindow key={composing.client_id} composing={composing} />
      </Suspense>
    )
  );
}
