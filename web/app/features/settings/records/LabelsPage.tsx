import { IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { t } from "../../../i18n/i18n.ts";
import { labelText, useObjects } from "../../../records/objects.ts";
import { ChoiceField } from "../fields.tsx";
import { Form } from "../Form.tsx";
import { Line, Lines, Loading, Page, Section } from "../Page.tsx";
import { change, save, useServer } from "../server.ts";

/** How records of two kinds may belong together. */
export function LabelsPage() {
  const objects = useObjects().filter((object) => !object.activity && object.name !== "feedback_submission");
  const [from, setFrom] = useState("contact");
  const [to, setTo] = useState("company");
  const labels = useServer("labels", () => api.GET("/objects/{object}/labels/{to}", { params: { path: { object: from, to } } }), from, to)?.labels;
  const options = objects.map(({ name, plural }) => [name, plural] as const);
  return (
    <Page title={t("labels.title")} text={t("labels.text")}>
      <div className="form-pair">
        <ChoiceField label={t("labels.from")} value={from} options={options} onChange={setFrom} />
        <ChoiceField label={t("labels.to")} value={to} options={options} onChange={setTo} />
      </div>
      {labels ? (
        <Lines label={t("labels.title")} none={t("labels.none")}>
          {labels
            .filter(({ label }) => label)
            .map((one) => (
              <Line key={one.id} title={labelText(one)} detail={String(one.id)}>
                {one.custom && <IconButton icon="trash" label={`${t("action.delete")}: ${one.label}`} onClick={() => void change(api.DELETE("/objects/{object}/labels/{to}/{id}", { params: { path: { object: from, to, id: one.id } } }))} />}
              </Line>
            ))}
        </Lines>
      ) : (
        <Loading />
      )}
      <Section title={t("labels.new")}>
        <NewLabel from={from} to={to} />
      </Section>
    </Page>
  );
}

function NewLabel({ from, to }: { from: string; to: string }) {
  const [label, setLabel] = useState("");
  const [inverse, setInverse] = useState("");
  const send = async () => {
    await save(api.POST("/objects/{object}/labels/{to}", { params: { path: { object: from, to } }, body: { label, inverse } }));
    setLabel("");
    setInverse("");
  };
  return (
    <Form button={t("settings.add")} fields={["label"]} send={send}>
      {(errorOf) => (
        <div className="form-pair">
          <TextField label={t("labels.label")} required maxLength={100} error={errorOf("label")} value={label} onChange={(event) => setLabel(event.target.value)} />
          <TextField label={t("labels.inverse")} hint={t("labels.inverse_hint")} maxLength={100} value={inverse} onChange={(event) => setInverse(event.target.value)} />
        </div>
      )}
    </Form>
  );
}
