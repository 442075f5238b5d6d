import { Button } from "@kit/Button.tsx";
import { EmptyState } from "@kit/EmptyState.tsx";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "../api/client.ts";
import { t } from "../i18n/i18n.ts";
import { paths } from "../paths.ts";

/** A page that isn't there, or not for this person. */
export function NotFound() {
  return (
    <EmptyState icon="search" title={t("page.none")} text={t("thread.gone_text")}>
      <a className="btn" href={paths.home()}>
        {t("page.home")}
      </a>
    </EmptyState>
  );
}

/** The server does not answer, or something broke. */
export function Trouble({ error, reset }: { error: unknown; reset: () => void }) {
  if (error instanceof ApiError && error.kind === "offline") return <NoAnswer error={error} />;
  return (
    <EmptyState icon="warn" title={t("page.broken")} text={error instanceof ApiError ? error.message : t("page.broken_text")}>
      <Button look="pri" onClick={() => (reset(), location.reload())}>
        {t("action.retry")}
      </Button>
    </EmptyState>
  );
}

const RETRY_MS = 2_000;

/** Waits for the server and goes on by itself. It never reloads: without a server the browser would show a page of its own, for good. */
function NoAnswer({ error }: { error: ApiError }) {
  const router = useRouter();
  useEffect(() => {
    const again = () => void router.invalidate();
    // Windows that lost the server together don't come back together.
    const timer = setTimeout(again, RETRY_MS * (1 + Math.random()));
    window.addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", again);
    };
  }, [router, error]);
  return (
    <div role="status">
      <EmptyState icon="wifi" title={t("page.offline")} text={t("error.offline")}>
        <Button look="pri" onClick={() => void router.invalidate()}>
          {t("action.retry")}
        </Button>
      </EmptyState>
    </div>
  );
}
