import { IconButton } from "@kit/Button.tsx";
import type { ChannelAccount, User } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { SafeHtml } from "../../safe/SafeHtml.tsx";

/** The signature that an answer from this address carries. */
export function signatureFor(account: ChannelAccount | undefined, me: User): string {
  if (!account || account.channel !== "email" || account.signature === "none") return "";
  return account.signature === "team" ? account.signature_html : me.signature_html;
}

/** The signature as it will be sent; one click leaves it out. */
export function Signature({ html, onRemove }: { html: string; onRemove: () => void }) {
  return (
    <div className="signature">
      <SafeHtml className="rich" html={html} text="" />
      <IconButton icon="close" compact label={t("composer.no_signature")} onClick={onRemove} />
    </div>
  );
}
