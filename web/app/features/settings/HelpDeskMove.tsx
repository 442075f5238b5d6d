import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { ChannelAccount } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { SwitchLine } from "./fields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { Section } from "./Page.tsx";
import { save, useMay } from "./server.ts";

type Move = components["schemas"]["ChannelMove"];

/** Takes a channel to the help desk, for good, and tells how far that is (TIX-13, TIX-14). */
export function HelpDeskMove({ account }: { account: ChannelAccount }) {
  const may = useMay();
  const { inboxes } = useBootstrap();
  const [asking, setAsking] = useState(false);
  const move = useMove(account, may("account_access"));
  const inbox = inboxes.find(({ id }) => id === account.inbox_id);
  const desk = inboxes.find(({ kind, archived }) => kind === "help_desk" && !archived);
  if (move) return <Progress move={move} />;
  if (!desk || !inbox || inbox.kind === "help_desk" || account.fallback) return null;
  return (
    <Section title={t("desk_move.title")} text={t(may("super_admin") ? "desk_move.text" : "desk_move.admins")}>
      {may("super_admin") && (
        <div>
          <Button icon="ticket" onClick={() => setAsking(true)}>
            {t("desk_move.button")}
          </Button>
        </div>
      )}
      {asking && <MoveDialog account={account} onClose={() => setAsking(false)} />}
    </Section>
  );
}

const ASK_AGAIN_MS = 1500;

/** The newest move of a channel, asked for again while it is under way. */
function useMove(account: ChannelAccount, may: boolean): Move | undefined {
  const { data } = useQuery({
    queryKey: ["channel-moves", "settings"],
    queryFn: () => answer(api.GET("/channel-moves")),
    enabled: may,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.moves.some((move) => !move.finished_at) ? ASK_AGAIN_MS : false),
  });
  return data?.moves.find((move) => move.channel_account_id === account.id);
}

function MoveDialog({ account, onClose }: { account: ChannelAccount; onClose: () => void }) {
  const [past, setPast] = useState(true);
  const [typed, setTyped] = useState("");
  const word = account.channel === "email" || !account.name ? account.address : account.name;
  const send = () => save(api.POST("/channel-accounts/{id}/help-desk", { params: { path: { id: account.id } }, body: { past, confirm: typed.trim() } }));
  return (
    <FormDialog title={t("desk_move.title")} button={t("desk_move.button")} look="danger" width={520} fields={["confirm"]} disabled={typed.trim() !== word} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <p>{t("desk_move.what")}</p>
          <SwitchLine label={t("desk_move.past")} hint={t(account.channel === "email" ? "desk_move.past_hint" : "desk_move.past_chat_hint")} checked={past} onChange={setPast} />
          <p className="note warn">{t("desk_move.for_good")}</p>
          <TextField label={t("purge.type", { word })} error={errorOf("confirm")} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}

function Progress({ move }: { move: Move }) {
  const todo = move.results.filter(({ state }) => state === "todo");
  const made = move.results.filter(({ state }) => state === "made");
  return (
    <Section title={t("desk_move.title")}>
      {move.finished_at ? (
        <p className="hstack">
          <Icon name="check" />
          {t("desk_move.done", { n: move.done })}
        </p>
      ) : (
        <label className="vstack">
          <span role="status">{move.total > 0 ? t("desk_move.under_way", { n: move.done, total: move.total }) : t("desk_move.begins")}</span>
          <progress className="move-progress" max={move.total || 1} value={move.done} aria-label={t("desk_move.title")} />
        </label>
      )}
      <Results title={t("desk_move.todo")} list={todo} />
      <Results title={t("desk_move.made")} list={made} />
    </Section>
  );
}

function Results({ title, list }: { title: string; list: readonly Move["results"][number][] }) {
  if (list.length === 0) return null;
  return (
    <div className="field" role="group" aria-label={title}>
      <span className="field-label">{title}</span>
      <ul className="move-results">
        {list.map(({ kind, name, why }, at) => (
          <li key={at}>
            {t(`desk_move.of_${kind as "rule"}`, { name: name || t("desk_move.private") })}
            {why && <span className="line-detail">{t(`desk_move.why_${why as "refused"}`)}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
