import { Button, IconButton } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Switch } from "@kit/Switch.tsx";
import { Tag } from "@kit/Tag.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { components } from "../../../api/schema.d.ts";
import { type MessageId, t } from "../../../i18n/i18n.ts";
import { ChoiceField } from "../fields.tsx";
import { Form } from "../Form.tsx";
import { Confirm, FormDialog } from "../FormDialog.tsx";
import { Line, Lines, Loading, Section } from "../Page.tsx";
import { change, save, useServer } from "../server.ts";
import { NewSecret } from "./Access.tsx";
import { type App, eventText, type Subscription, type Topic } from "./model.ts";

type Webhook = components["schemas"]["AppWebhook"];

const USUAL_AT_ONCE = 10;

/** Where an app is told of events, of which, and how it knows that it is us (HOOK-01, HOOK-02, HOOK-04). */
export function Webhooks({ app }: { app: App }) {
  const hook = useServer("app", () => api.GET("/apps/{id}/webhook", { params: { path: { id: app.id } } }), "webhook", app.id);
  if (!hook) return <Loading />;
  return (
    <>
      <Section title={t("hooks.target")} text={t("hooks.target_text")}>
        <Target key={hook.target_url} app={app} hook={hook} />
      </Section>
      <Subscriptions app={app} hook={hook} />
      <Section title={t("apps.signing")} text={t("apps.signing_text")}>
        <div className="hstack">
          <NewSecret app={app} />
        </div>
      </Section>
    </>
  );
}

function Target({ app, hook }: { app: App; hook: Webhook }) {
  const [url, setURL] = useState(hook.target_url);
  const [atOnce, setAtOnce] = useState(hook.max_concurrent_requests || USUAL_AT_ONCE);
  const [pausing, setPausing] = useState(false);
  const params = { params: { path: { id: app.id } } };
  return (
    <>
      {!hook.target_url && hook.subscriptions.length > 0 && <p className="note warn">{t("hooks.paused")}</p>}
      <Form fields={["targetUrl", "throttling.maxConcurrentRequests"]} send={() => save(api.PUT("/apps/{id}/webhook", { ...params, body: { target_url: url, max_concurrent_requests: atOnce } }))}>
        {(errorOf) => (
          <>
            <TextField label={t("hooks.address")} type="url" required maxLength={2000} placeholder="https://" hint={t(hook.plain_allowed ? "hooks.target_plain" : "hooks.target_hint")} error={errorOf("targetUrl")} value={url} onChange={(event) => setURL(event.target.value)} />
            <TextField className="amount" label={t("hooks.at_once")} type="number" min={1} max={100} required error={errorOf("throttling.maxConcurrentRequests")} value={atOnce} onChange={(event) => setAtOnce(Number(event.target.value))} />
          </>
        )}
      </Form>
      {hook.target_url && (
        <div className="hstack">
          <Button onClick={() => setPausing(true)}>{t("hooks.pause")}</Button>
        </div>
      )}
      {pausing && <Confirm title={t("hooks.pause")} text={t("hooks.pause_text")} button={t("hooks.pause")} send={() => save(api.DELETE("/apps/{id}/webhook", params))} onClose={() => setPausing(false)} />}
    </>
  );
}

function Subscriptions({ app, hook }: { app: App; hook: Webhook }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Subscription | null>(null);
  const path = (one: Subscription) => ({ params: { path: { id: app.id, subscription_id: one.id } } });
  return (
    <Section
      title={t("hooks.subscriptions")}
      actions={
        <Button icon="plus" onClick={() => setAdding(true)}>
          {t("hooks.add")}
        </Button>
      }
    >
      <Lines label={t("hooks.subscriptions")} none={t("hooks.none")}>
        {hook.subscriptions.map((one) => (
          <Line key={one.id} title={eventText(one)} detail={one.event_type} tags={one.lacks_scope && <Tag look="warn">{t("hooks.lacks", { scope: one.lacks_scope })}</Tag>}>
            <Switch label={t("hooks.on", { name: eventText(one) })} checked={one.active} onChange={(active) => void change(api.PATCH("/apps/{id}/subscriptions/{subscription_id}", { ...path(one), body: { active } }))} />
            <IconButton icon="trash" label={`${t("action.delete")}: ${eventText(one)}`} onClick={() => setRemoving(one)} />
          </Line>
        ))}
      </Lines>
      {adding && <Subscribe app={app} topics={hook.topics} onClose={() => setAdding(false)} />}
      {removing && (
        <Confirm
          title={t("hooks.remove", { name: eventText(removing) })}
          text={t("hooks.remove_text")}
          button={t("action.delete")}
          send={() => save(api.DELETE("/apps/{id}/subscriptions/{subscription_id}", path(removing)))}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}

function Subscribe({ app, topics, onClose }: { app: App; topics: readonly Topic[]; onClose: () => void }) {
  const [about, setAbout] = useState(topics[0]?.name ?? "");
  const [what, setWhat] = useState("newMessage");
  const [property, setProperty] = useState("");
  const [type, setType] = useState("");
  const events = topics.find(({ name }) => name === about)?.events ?? [];
  const choose = (next: string) => {
    setAbout(next);
    const offered = topics.find(({ name }) => name === next)?.events ?? [];
    if (!offered.includes(what)) setWhat(offered[0] ?? "");
  };
  const body = { event_type: `${about}.${what}`, property_name: what === "propertyChange" ? property : "", object_type_id: about === "object" ? type : "" };
  return (
    <FormDialog title={t("hooks.add")} button={t("settings.add")} fields={["propertyName", "objectTypeId"]} send={() => save(api.POST("/apps/{id}/subscriptions", { params: { path: { id: app.id } }, body }))} onClose={onClose}>
      {(errorOf) => (
        <>
          <ChoiceField label={t("hooks.about")} value={about} options={topics.map(({ name }) => [name, t(`hooks.of_${name}` as MessageId)] as const)} onChange={choose} />
          {about === "object" && <TextField label={t("hooks.object_type")} hint={t("hooks.object_type_hint")} required maxLength={40} error={errorOf("objectTypeId")} value={type} onChange={(event) => setType(event.target.value)} />}
          <ChoiceField label={t("hooks.event")} value={what} options={events.map((event) => [event, t(`hooks.is_${event}` as MessageId)] as const)} onChange={setWhat} />
          {what === "propertyChange" && <Property about={about} value={property} error={errorOf("propertyName")} onChange={setProperty} />}
        </>
      )}
    </FormDialog>
  );
}

/** What of a conversation can be watched (HOOK-06). */
const OF_CONVERSATION = ["assignedTo", "status", "isArchived"];

function Property({ about, value, error, onChange }: { about: string; value: string; error: string | null; onChange: (value: string) => void }) {
  return (
    <>
      <TextField label={t("hooks.property")} hint={t("hooks.property_hint")} required maxLength={200} list="hook-properties" autoComplete="off" error={error} value={value} onChange={(event) => onChange(event.target.value)} />
      <datalist id="hook-properties">
        {about === "conversation" && OF_CONVERSATION.map((name) => <option key={name} value={name} />)}
      </datalist>
    </>
  );
}
