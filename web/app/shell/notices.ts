import { showToast } from "@kit/Toast.tsx";
import { useEffect } from "react";
import { currentScope } from "../actions/scope.ts";
import { cache, keys } from "../api/cache.ts";
import type { Frame, Notification as Notice } from "../api/types.ts";
import { setAvailability } from "../data/availability.ts";
import { addNotification, notificationText, openNotification } from "../data/notifications.ts";
import { preferenceNow } from "../data/preferences.ts";
import { bootstrapNow } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { count } from "../i18n/time.ts";
import { onFrame } from "../live/live.ts";
import { countUnseen, watchFocus } from "./title.ts";
import { waysOf } from "./ways.ts";

/** Shows what is pushed once and then gone: notifications, and the progress of long work. */
export function useNotices(): void {
  useEffect(() => {
    const stops = [onFrame(show), watchFocus()];
    return () => stops.forEach((stop) => stop());
  }, []);
}

function show(frame: Frame): void {
  if (frame.t === "notification") tell(frame.notification);
  if (frame.t === "progress" && !(frame.bulk && onPage())) {
    showToast({ id: `job-${frame.job_id}`, text: t("job.progress", { done: count(frame.done ?? 0), total: count(frame.total ?? 0) }), stay_ms: frame.finished ? 3000 : 0 });
  }
}

// Where the page shows the work itself, it asks how far that is.
function onPage(): boolean {
  void cache.invalidateQueries({ queryKey: keys.bulks });
  return cache.getQueryCache().findAll({ queryKey: keys.bulks, type: "active" }).length > 0;
}

function tell(notice: Notice): void {
  const focused = document.visibilityState === "visible" && document.hasFocus();
  const permitted = "Notification" in globalThis && Notification.permission === "granted";
  const ways = waysOf(notice, { focused, permitted, sounds: preferenceNow("sounds") });
  if (ways.bell) addNotification(notice);
  if (ways.popup) popUp(notice);
  if (ways.browser) notifyBrowser(notice);
  if (ways.sound) void import("./sound.ts").then(({ playSound }) => playSound());
  if (!focused) countUnseen();
}

const open = (notice: Notice) => void openNotification(notice, currentScope().go);

function popUp(notice: Notice): void {
  const id = `notification-${notice.id}`;
  const text = notificationText(notice);
  // Whoever was set away by a colleague comes back with one click (ROUTE-18).
  if (notice.topic === "availability" && bootstrapNow()?.user.availability === "away") {
    return showToast({ id, text, stay_ms: 0, action: { label: t("availability.become_available"), run: () => setAvailability("available") } });
  }
  showToast({ id, text, ...(notice.thread_id ? { action: { label: t("action.show"), run: () => open(notice) } } : {}) });
}

// The tag lets several windows of one person show it once.
function notifyBrowser(notice: Notice): void {
  const shown = new Notification(notificationText(notice), { tag: `parley-${notice.id}`, icon: "/icon.svg" });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open(notice);
  };
}
