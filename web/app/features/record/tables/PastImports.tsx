import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ObjectType, RecordImport } from "../../../api/types.ts";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { count, dayAndTime } from "../../../i18n/time.ts";
import { paths } from "../../../paths.ts";
import { importsQuery } from "./imports.ts";

const STATES = ["uploaded", "checking", "checked", "running", "done", "cancelled", "failed"] as const;

export const stateText = (state: string): string => t(`tables.state_${STATES.find((one) => one === state) ?? "done"}`);

/** What was imported of a kind: who, when, and how much. */
export function PastImports({ object }: { object: ObjectType }) {
  const { data } = useQuery(importsQuery(object.name));
  if (!data) return null;
  return (
    <section className="vstack">
      <h2 id="past-imports">{t("tables.past")}</h2>
      {data.length === 0 ? <p className="muted">{t("tables.none")}</p> : <Table object={object} imports={data} />}
    </section>
  );
}

function Table({ object, imports }: { object: ObjectType; imports: readonly RecordImport[] }) {
  const { user, users } = useBootstrap();
  return (
    <div className="tables-scroll" tabIndex={0} role="region" aria-labelledby="past-imports">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("tables.file")}</th>
            <th scope="col">{t("tables.when")}</th>
            <th scope="col">{t("tables.who")}</th>
            <th scope="col">{t("tables.state")}</th>
            <th scope="col" className="num">
              {t("tables.made")}
            </th>
            <th scope="col" className="num">
              {t("tables.changed")}
            </th>
            <th scope="col" className="num">
              {t("tables.wrong")}
            </th>
          </tr>
        </thead>
        <tbody>
          {imports.map((imp) => (
            <tr key={imp.id}>
              <th scope="row">{imp.user_id === user.id ? <Link to={paths.imports(object.name, imp.id)}>{imp.name}</Link> : imp.name}</th>
              <td className="tables-when">{imp.created_at && dayAndTime(imp.created_at)}</td>
              <td>{users.find(({ id }) => id === imp.user_id)?.name ?? ""}</td>
              <td>{stateText(imp.state)}</td>
              <td className="num">{count(imp.created)}</td>
              <td className="num">{count(imp.updated)}</td>
              <td className="num">{count(imp.failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
