import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@kit/Menu.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useState } from "react";
import { snoozeTimes } from "../../asking/times.ts";
import { WhenField } from "../../asking/WhenField.tsx";
import { t } from "../../i18n/i18n.ts";
import { futureTime } from "../../i18n/time.ts";

interface SendButtonsProps {
  comment: boolean;
  disabled: boolean;
  /** Composing a new letter offers no closing. */
  closing?: boolean;
  onSend: (close: boolean, sendAt?: string | null) => void;
}

/** Send, send and close, send later. */
export function SendButtons({ comment, disabled, closing = true, onSend }: SendButtonsProps) {
  const [choosing, setChoosing] = useState(false);
  if (comment) {
    return (
      <span className="send">
        <Button look="pri" keys="mod+enter" disabled={disabled} onClick={() => onSend(false)}>
          {t("action.add_comment")}
        </Button>
      </span>
    );
  }
  const now = Date.now();
  return (
    <span className="send">
      <Button look="pri" keys="mod+enter" disabled={disabled} onClick={() => onSend(false)}>
        {t("action.send")}
      </Button>
      <Menu
        align="end"
        side="top"
        trigger={
          <button type="button" className="btn pri" disabled={disabled} aria-label={t("send.more")}>
            <Icon name="down" size="small" />
          </button>
        }
      >
        {closing && (
          <MenuItem icon="check" keys="mod+shift+enter" onSelect={() => onSend(true)}>
            {t("action.send_close")}
          </MenuItem>
        )}
        {closing && <MenuSeparator />}
        <MenuLabel>{t("send.later")}</MenuLabel>
        {snoozeTimes(now).map(({ id, at }) => (
          <MenuItem key={id} icon="clock" end={futureTime(at, now)} onSelect={() => onSend(false, at)}>
            {t(id)}
          </MenuItem>
        ))}
        <MenuItem icon="cal" onSelect={() => setTimeout(() => setChoosing(true))}>
          {t("snooze.chosen")}
        </MenuItem>
      </Menu>
      <Popover label={t("send.later")} open={choosing} onOpenChange={setChoosing} align="end" side="top" trigger={<button type="button" className="visually-hidden" tabIndex={-1} aria-hidden="true" />}>
        <WhenField
          label={t("send.later")}
          button={t("action.send")}
          onChosen={(at) => {
            setChoosing(false);
            onSend(false, at);
          }}
        />
      </Popover>
    </span>
  );
}
