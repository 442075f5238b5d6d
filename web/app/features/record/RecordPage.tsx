import { EmptyState } from "@kit/EmptyState.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import type { ObjectType, RecordPage as Page } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { AboutProperties, EditAbout } from "../../records/AboutProperties.tsx";
import { useObject } from "../../records/objects.ts";
import { iconOf, StageTag } from "../../records/RecordFace.tsx";
import { recordQuery } from "../../records/record.ts";
import { Icon } from "@kit/Icon.tsx";
import { setTitle } from "../../shell/title.ts";
import { Actions } from "./Actions.tsx";
import { AllProperties } from "./AllProperties.tsx";
import { Associations } from "./Associations.tsx";
import { Duplicates } from "./Duplicates.tsx";
import { Merges } from "./Merges.tsx";
import { RecordMenu } from "./RecordMenu.tsx";
import { Timeline } from "./Timeline.tsx";
import "./record.css";

/** A record: its properties, what happened with it, what it belongs to (CRM-04). */
export function RecordPage({ id }: { id: string }) {
  const { data, error } = useQuery(recordQuery(id));
  const object = useObject(data?.record.object ?? "");
  if (error) return <EmptyState icon="lock" title={t("record.gone")} text={t("thread.gone_text")} />;
  if (!data || !object) return <main className="record-page" id="main" aria-busy="true" />;
  return <Loaded page={data} object={object} />;
}

function Loaded({ page, object }: { page: Page; object: ObjectType }) {
  const { record } = page;
  useEffect(() => setTitle(`${record.title} · Parley`), [record.title]);
  return (
    <main className="record-page" id="main">
      <aside className="record-left" aria-label={t("record.properties")}>
        <Link className="record-back" to={paths.records(object.name)}>
          ← {object.plural}
        </Link>
        <header className="record-head">
          <span className="record-mark">
            <Icon name={iconOf(object.name)} size="large" />
          </span>
          <div className="grow">
            <h1>{record.title}</h1>
            <p className="hstack sm muted">
              {object.singular} <StageTag record={record} object={object} />
              {record.archived_at && <Tag look="warn">{t("record.archived")}</Tag>}
            </p>
          </div>
          <RecordMenu record={record} object={object} />
        </header>
        <Actions page={page} />
        <section aria-label={t("records.about", { kind: object.singular })}>
          <h2 className="record-heading">
            <span className="grow">{t("records.about", { kind: object.singular })}</span>
            <EditAbout object={object} />
          </h2>
          <AboutProperties record={record} object={object} />
        </section>
        <AllProperties record={record} object={object} />
      </aside>
      <section className="record-middle" aria-label={t("record.timeline")}>
        <Timeline record={record} />
      </section>
      <aside className="record-right" aria-label={t("record.associations")}>
        <Duplicates record={record} object={object} />
        <Associations page={page} object={object} />
        <Merges record={record} />
      </aside>
    </main>
  );
}
