import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { answer, api, type ApiError } from "../../../api/client.ts";
import { reportFailure } from "../../../data/doing.ts";
import { t } from "../../../i18n/i18n.ts";
import { Line, Lines, Loading, Section } from "../Page.tsx";
import { useServer } from "../server.ts";

/** The channels that apps bring, to be connected to an inbox (MSG-10, MSG-11). */
export function CustomChannels({ inboxId }: { inboxId: string }) {
  const list = useServer("custom_channel", () => api.GET("/custom-channels"))?.custom_channels;
  if (!list) return <Loading />;
  return (
    <Section title={t("custom.title")} text={t("custom.text")}>
      <Lines label={t("custom.title")} none={t("custom.none")}>
        {list.map((channel) => (
          <Line key={channel.id} start={<Icon name="plug" />} title={channel.name} detail={[channel.description, t("custom.of", { name: channel.app_name }), !channel.connectable && t("custom.elsewhere")].filter(Boolean).join(" · ")}>
            {channel.connectable && (
              <Button aria-label={`${t("custom.connect")}: ${channel.name}`} disabled={inboxId === ""} onClick={() => void goTo(channel.id, inboxId)}>
                {t("custom.connect")}
              </Button>
            )}
          </Line>
        ))}
      </Lines>
    </Section>
  );
}

/** Goes to the app, which completes the account and leads back. */
async function goTo(id: string, inbox_id: string): Promise<void> {
  try {
    const { url } = await answer(api.POST("/custom-channels/{id}/connect", { params: { path: { id } }, body: { inbox_id } }));
    location.assign(url);
  } catch (error) {
    reportFailure(error as ApiError);
  }
}
