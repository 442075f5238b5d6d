import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import { API_BASE } from "../../../api/client.ts";
import type { ObjectType, RecordImport } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { count } from "../../../i18n/time.ts";
import { paths } from "../../../paths.ts";
import { attempt } from "../../../records/record.ts";
import { run } from "./imports.ts";
import { stateText } from "./PastImports.tsx";

interface ImportResultProps {
  object: ObjectType;
  imp: RecordImport;
  onMap: () => void;
}

/** What an import will do, after it was checked, or what it did. */
export function ImportResult({ object, imp, onMap }: ImportResultProps) {
  const checked = imp.state === "checked";
  const good = imp.total - imp.failed;
  return (
    <section className="vstack" aria-labelledby="import-result">
      <h2 id="import-result">
        {t(checked ? "tables.checked" : "tables.result")} {imp.state !== "done" && !checked && <span className="muted">· {stateText(imp.state)}</span>}
      </h2>
      {imp.state === "failed" && (
        <p className="form-error" role="alert">
          {t("tables.failed", { why: imp.reason })}
        </p>
      )}
      {imp.state === "cancelled" && <p className="tables-note">{t("tables.cancelled")}</p>}
      <Counts imp={imp} />
      <div className="hstack tables-actions">
        {checked ? (
          <>
            <Button look="pri" icon="check" disabled={good === 0} onClick={() => void attempt(run(imp.id, imp.plan))}>
              {t("tables.run", { n: good, count: count(good) })}
            </Button>
            <Button onClick={onMap}>{t("tables.again")}</Button>
          </>
        ) : (
          <>
            <Link className="btn pri" to={paths.records(object.name)}>
              {t("tables.open", { kind: object.plural })}
            </Link>
            <Link className="btn" to={paths.imports(object.name)}>
              {t("tables.another")}
            </Link>
          </>
        )}
      </div>
      {imp.failed > 0 && <Errors imp={imp} />}
    </section>
  );
}

function Counts({ imp }: { imp: RecordImport }) {
  const counts = [
    ["tables.made", imp.created],
    ["tables.changed", imp.updated],
    ["tables.same", imp.unchanged],
    ["tables.wrong", imp.failed],
  ] as const;
  return (
    <dl className="tables-counts">
      {counts.map(([label, n]) => (
        <div key={label}>
          <dt>{t(label)}</dt>
          <dd className="num">{count(n)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Errors({ imp }: { imp: RecordImport }) {
  const checked = imp.state === "checked";
  return (
    <section className="vstack">
      <div className="hstack tables-actions">
        <h2 id="import-errors" className="grow">
          {t(checked ? "tables.errors" : "tables.errors_after", { n: imp.failed, count: count(imp.failed) })}
        </h2>
        {!checked && (
          <a className="btn" href={`${API_BASE}/imports/${imp.id}/errors.csv`} download="errors.csv">
            <Icon name="download" />
            {t("tables.download")}
          </a>
        )}
      </div>
      {imp.failed > imp.errors.length && <p className="muted sm">{t("tables.first_errors", { n: imp.errors.length })}</p>}
      <div className="tables-scroll" tabIndex={0} role="region" aria-labelledby="import-errors">
        <table>
          <thead>
            <tr>
              <th scope="col" className="num">
                {t("tables.line")}
              </th>
              <th scope="col">{t("tables.column")}</th>
              <th scope="col">{t("tables.value")}</th>
              <th scope="col">{t("tables.remedy")}</th>
            </tr>
          </thead>
          <tbody>
            {imp.errors.map((error) => (
              <tr key={error.line}>
                <th scope="row" className="num">
                  {count(error.line)}
                </th>
                <td>{error.column}</td>
                <td className="tables-sample">{error.value}</td>
                <td>{error.remedy}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
