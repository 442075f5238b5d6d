import { showToast } from "@kit/Toast.tsx";
import { useEffect } from "react";
import { currentScope } from "../actions/scope.ts";
import type { Frame } from "../api/types.ts";
import { addNotification, notificationText, openNotification } from "../data/notifications.ts";
import { t } from "../i18n/i18n.ts";
import { count } from "../i18n/time.ts";
import { onFrame } from "../live/live.ts";

/** Shows what is pushed once and then gone: notifications, and the progress of long work. */
export function useNotices(): void {
  useEffect(() => onFrame(show), []);
}

function show(frame: Frame): void {
  if (frame.t === "notification") {
    const { notification } = frame;
    addNotification(notification);
    const action = { label: t("action.show"), run: () => void openNotification(notification, currentScope().go) };
    showToast({ id: `notification-${notification.id}`, text: notificationText(notification), ...(notification.thread_id ? { action } : {}) });
  }
  if (frame.t === "progress") {
    const id = `job-${frame.job_id}`;
    if (frame.error) showToast({ id, failure: true, text: frame.error });
    else showToast({ id, text: t("job.progress", { done: count(frame.done ?? 0), total: count(frame.total ?? 0) }), stay_ms: frame.finished ? 3000 : 0 });
  }
}
