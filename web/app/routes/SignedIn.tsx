import { Outlet } from "@tanstack/react-router";
import { ComposeHost } from "../features/thread/ComposeWindow.tsx";
import "../features/inbox/commands.ts";
import "../features/thread/commands.ts";
import { useMe } from "../data/session.ts";
import { AppFrame } from "../shell/AppFrame.tsx";

/** Every page of a signed-in person. A change of language draws all of it anew. */
export function SignedIn() {
  const { language } = useMe();
  return (
    <AppFrame key={language}>
      <Outlet />
      <ComposeHost />
    </AppFrame>
  );
}
