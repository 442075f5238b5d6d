import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ComposeHost } from "../features/thread/ComposeHost.tsx";
import "../features/inbox/commands.ts";
import "../features/thread/commands.ts";
import { useBootstrap } from "../data/session.ts";
import { activate, asLanguage, language } from "../i18n/i18n.ts";
import { loadConversation } from "./conversation.tsx";
import { AppFrame } from "../shell/AppFrame.tsx";

// What is not needed for the first picture is fetched once that stands, so that no key has to wait for it.
const preload = () => {
  loadConversation();
  void import("../editor/RichText.tsx");
  void import("../asking/Asking.tsx");
  void import("../shell/PaletteDialog.tsx");
  void import("./SearchPage.tsx");
  void import("../features/thread/ComposeWindow.tsx");
};
const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1000));

/** Every page of a signed-in person. A change of language draws all of it anew. */
export function SignedIn() {
  const { user, account } = useBootstrap();
  const wanted = asLanguage(user.language || account.language);
  const [drawn, setDrawn] = useState(language);
  // The change may come from another device: its texts are fetched before anything is drawn in them.
  useEffect(() => {
    if (wanted !== drawn) void activate(wanted).then(() => setDrawn(wanted));
  }, [wanted, drawn]);
  useEffect(() => void idle(preload), []);
  return (
    <AppFrame key={drawn}>
      <Outlet />
      <ComposeHost />
    </AppFrame>
  );
}
