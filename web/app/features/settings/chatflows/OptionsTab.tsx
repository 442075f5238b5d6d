import { TextField } from "@kit/Field.tsx";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { ChoiceField, SwitchLine } from "../fields.tsx";
import { Section } from "../Page.tsx";
import type { TabProps } from "./ChatflowEditor.tsx";

/** What belongs to no other tab: name, channel, language, rating (BOT-16, CHAT-19). */
export function OptionsTab({ chatflow, onChange, errorOf }: TabProps) {
  const chats = useBootstrap().channel_accounts.filter(({ channel }) => channel === "chat");
  const put = (part: Partial<typeof chatflow.options>) => onChange({ options: { ...chatflow.options, ...part } });
  return (
    <Section title={t("chatflows.tab_options")}>
      <TextField label={t("chatflows.name")} required maxLength={100} error={errorOf("name")} value={chatflow.name} onChange={(event) => onChange({ name: event.target.value })} />
      <ChoiceField label={t("chatflows.channel")} value={chatflow.account_id} options={chats.map((account) => [account.id, account.name] as const)} onChange={(account_id) => onChange({ account_id })} />
      <ChoiceField label={t("chatflows.language")} hint={t("chatflows.language_hint")} value={chatflow.language} options={[["en", "English"], ["fr", "Français"]]} onChange={(language) => onChange({ language })} />
      <SwitchLine label={t("chatflows.rating")} hint={t("chatflows.rating_hint")} checked={chatflow.options.rating} onChange={(rating) => put({ rating })} />
      <TextField label={t("chatflows.session")} hint={t("chatflows.session_hint")} type="number" min={1} max={1440} required value={chatflow.options.session_minutes} onChange={(event) => put({ session_minutes: Number(event.target.value) })} />
      <TextField label={t("chatflows.error_text")} hint={t("chatflows.error_text_hint")} maxLength={500} value={chatflow.options.error_text} onChange={(event) => put({ error_text: event.target.value })} />
    </Section>
  );
}
