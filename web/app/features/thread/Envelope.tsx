import { Menu, MenuItem } from "@kit/Menu.tsx";
import { Icon } from "@kit/Icon.tsx";
import type { ChannelAccount } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { channelName } from "../../data/views.ts";
import { AddressField } from "./AddressField.tsx";
import type { LocalDraft } from "./drafts.ts";
import { accountTrouble } from "./replying.ts";

interface EnvelopeProps {
  draft: LocalDraft;
  accounts: readonly ChannelAccount[];
  subject: boolean;
  /** Other channels than e-mail may be chosen, where people are reached by other identifiers. */
  anyChannel?: boolean;
  /** Fields that are shown although they are empty. */
  shown: readonly ("cc" | "bcc")[];
  onShow: (fields: ("cc" | "bcc")[]) => void;
  onChange: (part: Partial<LocalDraft>) => void;
}

/** From, To, Cc and Bcc in one line of chips, and the subject where it can be changed. */
export function Envelope({ draft, accounts, subject, anyChannel = false, shown, onShow, onChange }: EnvelopeProps) {
  const senders = accounts.filter((account) => anyChannel || account.channel === "email");
  const account = senders.find((candidate) => candidate.id === draft.channel_account_id);
  const mail = account?.channel === "email" || !account;
  const named = (sender: ChannelAccount) => (sender.channel === "email" ? sender.from_address : `${sender.name} · ${channelName(sender.channel)}`);
  const hidden = !mail ? [] : (["cc", "bcc"] as const).filter((field) => draft[field].length === 0 && !shown.includes(field));
  return (
    <>
      <div className="envelope">
        <span>{t("composer.from")}</span>
        {senders.length > 1 ? (
          <Menu
            trigger={
              <button type="button" className="chip" aria-label={t("composer.sender", { address: account ? named(account) : "" })}>
                <span className="clip">{account ? named(account) : "—"}</span>
                <Icon name="down" />
              </button>
            }
          >
            {senders.map((sender) => (
              <MenuItem key={sender.id} checked={sender.id === draft.channel_account_id} disabled={accountTrouble(sender) !== null} detail={accountTrouble(sender) ?? sender.name} onSelect={() => onChange({ channel_account_id: sender.id })}>
                {named(sender)}
              </MenuItem>
            ))}
          </Menu>
        ) : (
          <span className="chip clip">{account ? named(account) : "—"}</span>
        )}
        {mail ? (
          <AddressField label={t("composer.to")} value={draft.to} onChange={(to) => onChange({ to })} />
        ) : (
          <input className="envelope-subject grow" aria-label={t("composer.to")} placeholder={t("composer.to")} maxLength={500} value={draft.to[0]?.address ?? ""} onChange={(event) => onChange({ to: event.target.value.trim() ? [{ name: "", address: event.target.value.trim() }] : [] })} />
        )}
        {mail && (["cc", "bcc"] as const)
          .filter((field) => !hidden.includes(field))
          .map((field) => (
            <AddressField key={field} label={t(`composer.${field}`)} value={draft[field]} autoFocus={draft[field].length === 0} onChange={(value) => onChange({ [field]: value })} />
          ))}
        <span className="envelope-more">
          {hidden.map((field) => (
            <button key={field} type="button" onClick={() => onShow([...shown, field])}>
              {t(`composer.${field}`)}
            </button>
          ))}
        </span>
      </div>
      {subject && (
        <div className="envelope">
          <label htmlFor="composer-subject">{t("composer.subject")}</label>
          <input id="composer-subject" className="envelope-subject" value={draft.subject} onChange={(event) => onChange({ subject: event.target.value })} />
        </div>
      )}
    </>
  );
}
