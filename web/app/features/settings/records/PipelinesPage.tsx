import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ObjectType, Pipeline, Stage } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { ChoiceField, SwitchLine } from "../fields.tsx";
import { Confirm, FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Page } from "../Page.tsx";
import type { SettingsPageProps } from "../pages.ts";
import { define, moved, useDefinitions } from "./definitions.ts";
import { KindField } from "./KindField.tsx";

/** The ways that deals, tickets and custom records go, stage by stage (TIX-06, TIX-07). */
export function PipelinesPage({ rest }: SettingsPageProps) {
  const objects = useDefinitions()?.filter((object) => object.custom || object.name === "deal" || object.name === "ticket");
  const object = objects && (objects.find(({ name }) => name === rest) ?? objects.find(({ name }) => name === "ticket"));
  const [editing, setEditing] = useState<Pipeline | "new" | null>(null);
  const [dropping, setDropping] = useState<Pipeline | null>(null);
  return (
    <Page
      title={t("pipelines.title")}
      text={t("pipelines.text")}
      actions={
        <Button look="pri" icon="plus" onClick={() => setEditing("new")}>
          {t("pipelines.new")}
        </Button>
      }
    >
      {!object ? (
        <Loading />
      ) : (
        <>
          <KindField page="pipelines" objects={objects} value={object.name} />
          <Lines label={t("pipelines.title")} none={t("pipelines.none")}>
            {object.pipelines.map((pipeline) => (
              <Line key={pipeline.id} title={pipeline.label} detail={pipeline.stages.map(({ label }) => label).join(" → ")}>
                <IconButton icon="pen" label={`${t("action.edit")}: ${pipeline.label}`} onClick={() => setEditing(pipeline)} />
                <IconButton icon="trash" label={`${t("action.delete")}: ${pipeline.label}`} onClick={() => setDropping(pipeline)} />
              </Line>
            ))}
          </Lines>
          {editing && <PipelineDialog object={object} pipeline={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
          {dropping && (
            <Confirm
              title={t("pipelines.delete", { name: dropping.label })}
              text={t("pipelines.delete_text")}
              button={t("action.delete")}
              send={() => define(api.DELETE("/objects/{object}/pipelines/{id}", { params: { path: { object: object.name, id: dropping.id } } }))}
              onClose={() => setDropping(null)}
            />
          )}
        </>
      )}
    </Page>
  );
}

const START: Stage[] = [
  { id: "", label: "", closed: false, probability: "0.2" },
  { id: "", label: "", closed: true, probability: "1.0" },
];

function PipelineDialog({ object, pipeline, onClose }: { object: ObjectType; pipeline: Pipeline | null; onClose: () => void }) {
  const [label, setLabel] = useState(pipeline?.label ?? "");
  const [stages, setStages] = useState<Stage[]>(pipeline?.stages ?? START);
  const [onMail, setOnMail] = useState(pipeline?.on_agent_email ?? "");
  const [onReply, setOnReply] = useState(pipeline?.on_contact_reply ?? "");
  const deal = object.name === "deal";
  const body = { id: pipeline?.id ?? "", label, on_agent_email: onMail, on_contact_reply: onReply, stages: stages.map((stage) => ({ ...stage, probability: deal ? stage.probability : "" })) };
  const targets = [["", t("pipelines.stay")] as const, ...stages.filter(({ id }) => id).map((stage) => [stage.id, stage.label] as const)];
  return (
    <FormDialog title={t(pipeline ? "pipelines.edit" : "pipelines.new")} width={600} fields={["label"]} send={() => define(api.PUT("/objects/{object}/pipelines", { params: { path: { object: object.name } }, body }))} onClose={onClose}>
      {(errorOf) => (
        <>
          <TextField label={t("pipelines.label")} required autoFocus maxLength={100} error={errorOf("label")} value={label} onChange={(event) => setLabel(event.target.value)} />
          <StageList stages={stages} deal={deal} onChange={setStages} />
          {object.name === "ticket" && pipeline && (
            <>
              <ChoiceField label={t("pipelines.on_mail")} value={onMail} options={targets} onChange={setOnMail} />
              <ChoiceField label={t("pipelines.on_reply")} value={onReply} options={targets} onChange={setOnReply} />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}

function StageList({ stages, deal, onChange }: { stages: readonly Stage[]; deal: boolean; onChange: (stages: Stage[]) => void }) {
  const put = (at: number, part: Partial<Stage>) => onChange(stages.map((stage, index) => (index === at ? { ...stage, ...part } : stage)));
  const move = (at: number, by: number) => onChange(moved(stages, at, by));
  return (
    <div className="field" role="group" aria-label={t("pipelines.stages")}>
      <span className="field-label">{t("pipelines.stages")}</span>
      <ol role="list" className="option-list">
        {stages.map((stage, at) => (
          <li key={stage.id || `new ${at}`} className="stage-line">
            <input className="input grow" required maxLength={100} aria-label={t("pipelines.stage", { n: at + 1 })} value={stage.label} onChange={(event) => put(at, { label: event.target.value })} />
            {deal && <input className="input amount" type="number" min={0} max={1} step={0.05} required aria-label={t("pipelines.probability", { label: stage.label })} title={t("pipelines.probability", { label: stage.label })} value={stage.probability} onChange={(event) => put(at, { probability: event.target.value })} />}
            <SwitchLine label={t("pipelines.closed")} checked={stage.closed} onChange={(closed) => put(at, { closed })} />
            <IconButton icon="up" compact disabled={at === 0} label={t("records.up", { label: stage.label })} onClick={() => move(at, -1)} />
            <IconButton icon="down" compact disabled={at === stages.length - 1} label={t("records.down", { label: stage.label })} onClick={() => move(at, 1)} />
            <IconButton icon="close" compact disabled={stages.length === 1} label={`${t("action.delete")}: ${stage.label}`} onClick={() => onChange(stages.filter((_, index) => index !== at))} />
          </li>
        ))}
      </ol>
      <Button icon="plus" compact onClick={() => onChange([...stages, { id: "", label: "", closed: false, probability: "0.5" }])} style={{ alignSelf: "flex-start" }}>
        {t("pipelines.add_stage")}
      </Button>
    </div>
  );
}
