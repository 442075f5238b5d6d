import { Select } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { ObjectType } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { ownerOf } from "../../records/values.ts";
import type { Narrowing } from "./recordViews.ts";

export const listsQuery = (object: string) => ({
  queryKey: ["record-lists", object],
  queryFn: async () => (await answer(api.GET("/objects/{object}/lists", { params: { path: { object } } }))).lists,
  staleTime: 0,
});

interface NarrowProps {
  object: ObjectType;
  value: Narrowing;
  onChange: (value: Narrowing) => void;
  children: ReactNode;
}

const PAUSE_MS = 250;

/** The quick ways to fewer records: words, owner, pipeline, list. */
export function Narrow({ object, value, onChange, children }: NarrowProps) {
  const { users, user: me } = useBootstrap();
  const { data: lists = [] } = useQuery(listsQuery(object.name));
  const [typed, setTyped] = useState(value.query);
  // A search waits until the typing rests.
  useEffect(() => {
    const timer = setTimeout(() => typed !== value.query && onChange({ ...value, query: typed }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  const owners = [me, ...users.filter((user) => user.id !== me.id && !user.removed && !user.deactivated)];
  return (
    <div className="records-narrow">
      <span className="search-box">
        <Icon name="search" />
        <input className="input" type="search" data-search aria-label={t("records.find", { kind: object.plural })} placeholder={t("records.find", { kind: object.plural })} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </span>
      <Select aria-label={t("list_records.owner")} value={value.owner} onChange={(event) => onChange({ ...value, owner: event.target.value })}>
        <option value="">{t("list_records.any_owner")}</option>
        {owners.map((user) => (
          <option key={user.id} value={ownerOf(user.id)}>
            {user.id === me.id ? t("list_records.mine") : user.name}
          </option>
        ))}
      </Select>
      {object.pipelines.length > 1 && (
        <Select aria-label={t("list_records.pipeline")} value={value.pipeline} onChange={(event) => onChange({ ...value, pipeline: event.target.value })}>
          <option value="">{t("list_records.any_pipeline")}</option>
          {object.pipelines.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      )}
      {lists.length > 0 && (
        <Select aria-label={t("list_records.list")} value={value.list} onChange={(event) => onChange({ ...value, list: event.target.value })}>
          <option value="">{t("list_records.any_list")}</option>
          {lists.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      {children}
    </div>
  );
}
