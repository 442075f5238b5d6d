import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import type { Targets } from "../actions/types.ts";
import { act } from "../data/doing.ts";
import { t } from "../i18n/i18n.ts";
import { count } from "../i18n/time.ts";
import { aim } from "./aim.ts";

interface ConfirmProps {
  targets: Targets;
  onDone: () => void;
}

/** Blocking can't be undone from a toast: it is said beforehand what it does. */
export function BlockQuestion({ targets, onDone }: ConfirmProps) {
  const who = targets.rows[0]?.contact?.email ?? targets.rows[0]?.sender_name ?? "";
  const block = () => {
    void act({ action: "block", ...aim(targets) });
    onDone();
  };
  return (
    <>
      <p>{t("block.explain", { who })}</p>
      <Doomed targets={targets} />
      <Buttons label={t("action.block")} onDone={onDone} onConfirm={block} />
    </>
  );
}

const NAMED = 8;

/** The tickets that go for good with the conversations (SPAM-11). */
function Doomed({ targets }: { targets: Targets }) {
  const ids = [...new Set(targets.rows.flatMap(({ ticket_id }) => ticket_id ?? []))];
  if (targets.match) return <p className="note warn">{t("block.all_tickets")}</p>;
  if (ids.length === 0) return null;
  return (
    <div className="note warn">
      {t("block.tickets", { n: ids.length })}
      <ul>
        {ids.slice(0, NAMED).map((id) => (
          <TicketName key={id} id={id} />
        ))}
        {ids.length > NAMED && <li>{t("block.more_tickets", { n: ids.length - NAMED })}</li>}
      </ul>
    </div>
  );
}

function TicketName({ id }: { id: string }) {
  const { data } = useQuery({ queryKey: ["record", id], queryFn: () => answer(api.GET("/records/{id}", { params: { path: { id } } })) });
  return <li>{data?.record.title ?? id}</li>;
}

/** Deleting for good asks for the number of conversations to be typed. */
export function PurgeQuestion({ targets, onDone }: ConfirmProps) {
  const [typed, setTyped] = useState("");
  const word = targets.match ? t("purge.word") : count(targets.rows.length);
  const purge = () => {
    void act({ action: "purge", ...aim(targets) });
    onDone();
  };
  return (
    <>
      <p>{t("purge.explain", { n: targets.rows.length })}</p>
      <TextField label={t("purge.type", { word })} value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus autoComplete="off" />
      <Buttons label={t("action.purge")} disabled={typed.trim() !== word} onDone={onDone} onConfirm={purge} />
    </>
  );
}

interface ButtonsProps {
  label: string;
  disabled?: boolean;
  onDone: () => void;
  onConfirm: () => void;
}

function Buttons({ label, disabled, onDone, onConfirm }: ButtonsProps) {
  return (
    <div className="hstack" style={{ justifyContent: "flex-end" }}>
      <Button onClick={onDone}>{t("action.cancel")}</Button>
      <Button look="danger" disabled={disabled} onClick={onConfirm}>
        {label}
      </Button>
    </div>
  );
}
