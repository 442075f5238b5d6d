import { Icon } from "@kit/Icon.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@kit/Menu.tsx";
import { keysOfAction } from "../../actions/useKeys.ts";
import type { Address, ChannelAccount, Thread } from "../../api/types.ts";
import { channelLook, channelName } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import type { Mode } from "./replying.ts";

interface ComposerTabsProps {
  mode: Mode;
  thread: Thread;
  account: ChannelAccount | undefined;
  accounts: readonly ChannelAccount[];
  mayAnswer: boolean;
  contactEmail: string;
  saved: boolean;
  onMode: (mode: Mode) => void;
  onAccount: (id: string, to?: Address[]) => void;
}

/** Answer or comment, and by which channel (THR-04, THR-06). */
export function ComposerTabs({ mode, thread, account, accounts, mayAnswer, contactEmail, saved, onMode, onAccount }: ComposerTabsProps) {
  const channel = account?.channel ?? thread.channel;
  const comment = mode === "comment";
  const mailable = accounts.filter((candidate) => candidate.channel === "email" && candidate.channel !== channel);
  const label = mode === "forward" ? t("action.forward") : mode === "reply_all" ? t("action.reply_all") : channelName(channel);
  return (
    <div className="composer-tabs">
      {mayAnswer && (
        <span className={`composer-tab ${comment ? "" : "on"}`}>
          <button type="button" aria-pressed={!comment} onClick={() => onMode(comment ? "reply" : mode)}>
            <Icon name={channelLook(channel).icon} />
            {label}
          </button>
          <Menu
            trigger={
              <button type="button" aria-label={t("composer.how")}>
                <Icon name="down" />
              </button>
            }
          >
            <MenuItem icon="reply" keys={keysOfAction("write.reply")} checked={mode === "reply"} onSelect={() => onMode("reply")}>
              {t("action.reply")}
            </MenuItem>
            <MenuItem icon="replyall" keys={keysOfAction("write.reply_all")} checked={mode === "reply_all"} onSelect={() => onMode("reply_all")}>
              {t("action.reply_all")}
            </MenuItem>
            <MenuItem icon="forward" keys={keysOfAction("write.forward")} checked={mode === "forward"} onSelect={() => onMode("forward")}>
              {t("action.forward")}
            </MenuItem>
            {mailable.length > 0 && (
              <>
                <MenuSeparator />
                <MenuLabel>{t("composer.by_channel")}</MenuLabel>
                {mailable.map((candidate) => (
                  <MenuItem
                    key={candidate.id}
                    icon="mail"
                    disabled={contactEmail === ""}
                    detail={contactEmail === "" ? t("composer.no_address") : candidate.from_address}
                    onSelect={() => onAccount(candidate.id, [{ name: thread.contact?.name ?? "", address: contactEmail }])}
                  >
                    {channelName("email")}
                  </MenuItem>
                ))}
              </>
            )}
          </Menu>
        </span>
      )}
      <span className={`composer-tab ${comment ? "on" : ""}`}>
        <button type="button" aria-pressed={comment} onClick={() => onMode("comment")}>
          <Icon name="note" />
          {t("composer.comment_tab")}
        </button>
      </span>
      <span className="composer-saved faint xs" role="status">
        {comment ? t("comment.note_long") : saved ? t("composer.saved") : ""}
      </span>
    </div>
  );
}
