import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import { api } from "../../../api/client.ts";
import type { ObjectType } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { count, fullTime } from "../../../i18n/time.ts";
import { paths } from "../../../paths.ts";
import { useObjects } from "../../../records/objects.ts";
import { Line, Lines, Loading, Page } from "../Page.tsx";
import { useServer } from "../server.ts";
import { definable } from "./definitions.ts";

/** Where files of records come in, by kind, with what came in last (CRM-22). */
export function ImportsPage() {
  const objects = useObjects();
  const kinds = definable(objects).filter(({ name, rights }) => name !== "feedback_submission" && rights.edit !== "none" && rights.view !== "none");
  return (
    <Page title={t("imports.title")} text={t("imports.text")}>
      {objects.length > 0 ? (
        <Lines label={t("imports.title")} none={t("imports.none")}>
          {kinds.map((object) => (
            <Kind key={object.name} object={object} />
          ))}
        </Lines>
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Kind({ object }: { object: ObjectType }) {
  const all = useServer("record-imports", () => api.GET("/objects/{object}/imports", { params: { path: { object: object.name } } }), object.name)?.imports;
  const last = all?.[0];
  return (
    <Line
      start={<Icon name="up" />}
      title={object.plural}
      to={paths.imports(object.name)}
      detail={last ? t("imports.last", { name: last.name, at: last.created_at ? fullTime(last.created_at) : "", n: last.created + last.updated, count: count(last.created + last.updated) }) : all && t("imports.never")}
    >
      {last && (
        <Link className="sm" to={paths.imports(object.name)} hash="past-imports" aria-label={`${t("imports.past")}: ${object.plural}`}>
          {t("imports.past")}
        </Link>
      )}
    </Line>
  );
}
