import { IconSprite } from "@kit/Icon.tsx";
import { Toaster } from "@kit/Toast.tsx";
import { Tips } from "@kit/Tooltip.tsx";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from "react";
import { AskHost } from "../asking/AskHost.tsx";
import { listenToKeys } from "../actions/dispatch.ts";
import { currentScope, usePublish } from "../actions/scope.ts";
import { outbox } from "../data/doing.ts";
import { preferenceNow } from "../data/preferences.ts";
import { useMe } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { startLive } from "../live/live.ts";
import { ConnectionBar } from "./ConnectionBar.tsx";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import { ShortcutSheet } from "./ShortcutSheet.tsx";
import { useTheme } from "./theme.ts";
import { setTitle } from "./title.ts";
import { useNotices } from "./notices.ts";
import "./shell.css";

const AwayNotice = lazy(() => import("./AwayNotice.tsx"));

/** What stands around every page of a signed-in person: navigation, keys, palette, connection. */
export function AppFrame({ children }: { children: ReactNode }) {
  useTheme();
  useNotices();
  const { availability, availability_by } = useMe();
  const router = useRouter();
  const navigate = useNavigate();
  const go = useMemo(() => (path: string) => void navigate({ to: path }), [navigate]);
  usePublish("go", go);

  useEffect(() => {
    outbox.restore();
    return startLive(() => outbox.drain());
  }, []);
  useEffect(() => listenToKeys(() => preferenceNow("shortcuts"), currentScope), []);
  useEffect(() => router.subscribe("onResolved", ({ pathChanged }) => pathChanged && announcePage()), [router]);

  return (
    <>
      <div className="frame">
        <a className="skip" href="#main">
          {t("app.skip")}
        </a>
        <Rail />
        <div className="frame-page">
          <ConnectionBar />
          {availability === "away" && availability_by && (
            <Suspense>
              <AwayNotice />
            </Suspense>
          )}
          {children}
        </div>
      </div>
      <Palette />
      <ShortcutSheet />
      <AskHost />
      <Tips />
    </>
  );
}

function announcePage(): void {
  const heading = document.querySelector("h1")?.textContent;
  setTitle(heading ? `${heading} · Parley` : "Parley");
}

/** What every page needs, signed in or not. */
export function Ground({ children }: { children: ReactNode }) {
  return (
    <>
      <IconSprite />
      {children}
      <Toaster />
    </>
  );
}
