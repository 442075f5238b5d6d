import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useEffect, useState } from "react";
import { currentScope } from "../../actions/scope.ts";
import { api } from "../../api/client.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Form } from "./Form.tsx";
import { Line, Lines } from "./Page.tsx";
import { change, save } from "./server.ts";

/** Other addresses that a channel may send as, each confirmed by a mail to it (EMAIL-04). */
export function Aliases({ account }: { account: ChannelAccount }) {
  const [address, setAddress] = useState("");
  const ask = (alias: string) => api.POST("/channel-accounts/{id}/aliases", { params: { path: { id: account.id } }, body: { address: alias } });
  const remove = (alias: string) => api.DELETE("/channel-accounts/{id}/aliases/{address}", { params: { path: { id: account.id, address: alias } } });
  return (
    <>
      <Lines label={t("alias.title")} none={t("alias.none")}>
        {account.settings.aliases.map(({ address: alias, verified }) => (
          <Line key={alias} title={alias} tags={!verified && <Tag look="warn">{t("alias.waiting")}</Tag>} detail={!verified && t("alias.waiting_text")}>
            {!verified && (
              <Button compact look="ghost" onClick={() => void change(ask(alias))}>
                {t("alias.again")}
              </Button>
            )}
            <IconButton icon="trash" label={t("action.delete")} onClick={() => void change(remove(alias))} />
          </Line>
        ))}
      </Lines>
      <Form fields={["address"]} button={t("alias.add")} disabled={address === ""} send={async () => (await save(ask(address)), setAddress(""))}>
        {(errorOf) => <TextField label={t("alias.address")} hint={t("alias.hint")} type="email" error={errorOf("address")} value={address} onChange={(event) => setAddress(event.target.value)} />}
      </Form>
    </>
  );
}

/** What the link in the mail opens: it confirms, and shows the channel. */
export function ConfirmAlias({ token }: { token: string }) {
  useEffect(() => {
    void change(api.POST("/alias-confirmations", { body: { token } })).then(() => currentScope().go(paths.settings("channels")));
  }, [token]);
  return <p role="status">{t("alias.confirming")}</p>;
}
