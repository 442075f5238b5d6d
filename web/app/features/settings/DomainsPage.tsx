import { Button } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { reportFailure } from "../../data/doing.ts";
import { t } from "../../i18n/i18n.ts";
import { CopyValue } from "./fields.tsx";
import { Confirm } from "./FormDialog.tsx";
import { Loading, Page, Section } from "./Page.tsx";
import { save, useServer } from "./server.ts";

type Domain = components["schemas"]["Domain"];
type DomainRecord = Domain["records"][number];

/** What DNS has to say for each domain that mail is sent from (EMAIL-25). */
export function DomainsPage() {
  const domains = useServer("setting", () => api.GET("/domains"), "domains")?.domains;
  return (
    <Page title={t("domains.title")} text={t("domains.text")}>
      {domains ? domains.map((domain) => <OneDomain key={domain.name} domain={domain} />) : <Loading />}
    </Page>
  );
}

function OneDomain({ domain }: { domain: Domain }) {
  const [checked, setChecked] = useState<Domain | null>(null);
  const [busy, setBusy] = useState(false);
  const [signing, setSigning] = useState(false);
  const params = { path: { name: domain.name } };
  const check = async () => {
    setBusy(true);
    try {
      setChecked(await answer(api.POST("/domains/{name}/check", { params })));
    } catch (error) {
      reportFailure(error as ApiError);
    } finally {
      setBusy(false);
    }
  };
  const sign = async () => {
    await save(api.POST("/domains/{name}/key", { params }));
    setChecked(null);
  };
  // What was found belongs to the records it was looked up for; a new key makes new ones.
  const records = checked?.records ?? domain.records;
  return (
    <Section
      title={domain.name}
      text={t(domain.signs ? "domains.signs" : "domains.unsigned")}
      actions={
        <span className="hstack">
          <Button onClick={() => (domain.signs ? setSigning(true) : void sign().catch((error: ApiError) => reportFailure(error)))}>{t(domain.signs ? "domains.new_key" : "domains.key")}</Button>
          <Button look="pri" disabled={busy} onClick={() => void check()}>
            {t(busy ? "domains.checking" : "domains.check")}
          </Button>
        </span>
      }
    >
      <div className="records">
        {records.map((record) => (
          <OneRecord key={`${record.purpose} ${record.name}`} record={record} />
        ))}
      </div>
      {signing && <Confirm title={t("domains.new_key")} text={t("domains.new_key_text")} button={t("domains.new_key")} send={sign} onClose={() => setSigning(false)} />}
    </Section>
  );
}

const LOOKS = { ok: "ok", missing: "danger", different: "warn", unchecked: "plain" } as const;

function OneRecord({ record }: { record: DomainRecord }) {
  return (
    <div className="record">
      <span className="line-title">
        <b>{record.purpose.toUpperCase()}</b>
        <Tag>{record.type}</Tag>
        <Tag look={LOOKS[record.state]}>{t(`record.${record.state}`)}</Tag>
        <span className="muted sm">{t(`record.${record.purpose}`)}</span>
      </span>
      <CopyValue value={record.name} label={t("record.copy_name", { record: record.purpose.toUpperCase() })} />
      <CopyValue value={record.value} label={t("record.copy_value", { record: record.purpose.toUpperCase() })} />
      {record.found && record.state !== "ok" && (
        <p className="sm muted">
          {t("record.found")} <code>{record.found}</code>
        </p>
      )}
    </div>
  );
}
