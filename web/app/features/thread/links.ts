import { showToast } from "@kit/Toast.tsx";
import { threadPath } from "../../data/notifications.ts";
import { t } from "../../i18n/i18n.ts";

/** Copies the address of a thread, or of one item in it (THR-15). */
export async function copyLink(threadId: string, itemId?: string): Promise<void> {
  const path = await threadPath(threadId, itemId);
  await navigator.clipboard.writeText(location.origin + path);
  showToast({ id: "copied", text: t("done.link_copied") });
}
