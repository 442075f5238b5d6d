import { Button } from "@kit/Button.tsx";
import { Switch } from "@kit/Switch.tsx";
import { type KeyboardEvent, useId, useState } from "react";
import { api } from "../../../api/client.ts";
import { useForm } from "../../../data/useForm.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { FormError } from "../FormDialog.tsx";
import { Page } from "../Page.tsx";
import { save } from "../server.ts";
import { BuildTab } from "./BuildTab.tsx";
import { DisplayTab } from "./DisplayTab.tsx";
import type { Chatflow } from "./model.ts";
import { OptionsTab } from "./OptionsTab.tsx";
import { PreviewTab } from "./PreviewTab.tsx";
import { TargetTab } from "./TargetTab.tsx";

const TABS = ["build", "target", "display", "options", "preview"] as const;
type Tab = (typeof TABS)[number];

export interface TabProps {
  chatflow: Chatflow;
  onChange: (part: Partial<Chatflow>) => void;
  errorOf: (field: string) => string | null;
}

const PARTS = { build: BuildTab, target: TargetTab, display: DisplayTab, options: OptionsTab, preview: PreviewTab };

/** One chatflow in five tabs; nothing counts for visitors before it is saved (BOT-02). */
export function ChatflowEditor({ chatflow }: { chatflow: Chatflow }) {
  const [draft, setDraft] = useState(chatflow);
  const [tab, setTab] = useState<Tab>("build");
  const id = useId();
  const form = useForm(async () => {
    const { name, account_id, language, active, build, target, display, options } = draft;
    setDraft(await save(api.PATCH("/chatflows/{id}", { params: { path: { id: draft.id } }, body: { name, account_id, language, active, build, target, display, options } })));
  });
  const Part = PARTS[tab];
  const changed = JSON.stringify(draft) !== JSON.stringify(chatflow);
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = TABS[TABS.indexOf(tab) + by];
    if (by === 0 || !next) return;
    setTab(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <Page
      title={draft.name}
      back={{ to: paths.settings("chatflows"), label: t("chatflows.title") }}
      wide={tab === "preview"}
      actions={
        <span className="hstack">
          <Switch label={t("chatflows.on", { name: draft.name })} checked={draft.active} onChange={(active) => setDraft({ ...draft, active })} />
          <Button look="pri" type="submit" form={`${id}-form`} disabled={form.busy || !changed}>
            {t(changed ? "action.save" : "chatflows.saved")}
          </Button>
        </span>
      }
    >
      <div className="settings-tabs" role="tablist" aria-label={draft.name} onKeyDown={keys}>
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" id={`${id}-${name}`} aria-selected={name === tab} aria-controls={`${id}-panel`} tabIndex={name === tab ? 0 : -1} onClick={() => setTab(name)}>
            {t(`chatflows.tab_${name}`)}
          </button>
        ))}
      </div>
      <form id={`${id}-form`} className="vstack form" onSubmit={form.handleSubmit}>
        <div id={`${id}-panel`} className="vstack" role="tabpanel" aria-labelledby={`${id}-${tab}`}>
          <Part chatflow={draft} errorOf={form.of} onChange={(part) => setDraft({ ...draft, ...part })} />
        </div>
        <FormError text={form.general(["name"])} />
      </form>
    </Page>
  );
}
