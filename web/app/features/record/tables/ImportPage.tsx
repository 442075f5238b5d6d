import { EmptyState } from "@kit/EmptyState.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { ObjectType, RecordImport } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { count } from "../../../i18n/time.ts";
import { paths } from "../../../paths.ts";
import { setTitle } from "../../../shell/title.ts";
import { ChooseFile } from "./ChooseFile.tsx";
import { ImportResult } from "./ImportResult.tsx";
import { importQuery, underWay } from "./imports.ts";
import { MapColumns } from "./MapColumns.tsx";
import { PastImports } from "./PastImports.tsx";
import { Progress } from "./Progress.tsx";
import "../../../records/records.css";
import "../record.css";
import "./tables.css";

/** Records come in from a file: it is chosen, mapped, checked, and then imported. */
export function ImportPage({ object, id }: { object: ObjectType; id: string }) {
  useEffect(() => setTitle(`${t("tables.title", { kind: object.plural })} · Parley`), [object.plural]);
  return (
    <main className="tables" id="main">
      <Link className="record-back" to={paths.records(object.name)}>
        ← {object.plural}
      </Link>
      <h1>{t("tables.title", { kind: object.plural })}</h1>
      {id ? (
        <Begun key={id} object={object} id={id} />
      ) : (
        <>
          <ChooseFile object={object} />
          <PastImports object={object} />
        </>
      )}
    </main>
  );
}

function Begun({ object, id }: { object: ObjectType; id: string }) {
  const { data, error } = useQuery(importQuery(id));
  const [mapping, setMapping] = useState(false);
  if (error) return <EmptyState icon="lock" title={t("tables.gone")} text={t("tables.gone_text")} />;
  if (!data) return null;
  const show = () => {
    if (underWay(data.state)) return <Progress imp={data} />;
    if (data.state === "uploaded" || (data.state === "checked" && mapping)) return <MapColumns object={object} imp={data} onChecked={() => setMapping(false)} />;
    return <ImportResult object={object} imp={data} onMap={() => setMapping(true)} />;
  };
  return (
    <>
      <AboutFile imp={data} />
      {show()}
    </>
  );
}

const DELIMITERS = { ",": "tables.comma", ";": "tables.semicolon", "\t": "tables.tab", "|": "tables.bar" } as const;
const ENCODINGS = ["utf-8", "utf-16", "windows-1252", "mixed"] as const;

function AboutFile({ imp }: { imp: RecordImport }) {
  const encoding = ENCODINGS.find((one) => one === imp.encoding) ?? "utf-8";
  const delimiter = t(DELIMITERS[imp.delimiter as keyof typeof DELIMITERS] ?? "tables.comma");
  return (
    <div className="vstack">
      <p>
        <strong>{imp.name}</strong> <span className="muted sm">{t("tables.about_file", { n: imp.total, count: count(imp.total), encoding: t(`tables.encoding_${encoding}`), delimiter })}</span>
      </p>
      {imp.encoding === "mixed" && <p className="tables-note">{t("tables.latin", { n: imp.latin, count: count(imp.latin) })}</p>}
    </div>
  );
}
