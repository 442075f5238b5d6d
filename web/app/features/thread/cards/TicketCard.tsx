import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useState } from "react";
import type { CrmRecord, ObjectType, OpenThread } from "../../../api/types.ts";
import { usePreference } from "../../../data/preferences.ts";
import { t } from "../../../i18n/i18n.ts";
import { ChooseProperties } from "../../../records/ChooseProperties.tsx";
import { CreateRecord } from "../../../records/CreateRecord.tsx";
import { FindRecord } from "../../../records/FindRecord.tsx";
import { shownProperties } from "../../../records/objects.ts";
import { PropertyList } from "../../../records/PropertyList.tsx";
import { RecordLine } from "../../../records/RecordFace.tsx";
import { SlaGoals } from "../../../records/SlaGoals.tsx";
import { ownerOf } from "../../../records/values.ts";
import { giveTicket } from "../../../records/ticket.ts";

// What the card itself shows is settled: "Edit displayed properties" is about the panel alone (CRM-05).
const KEY = ["hs_pipeline_stage", "hs_ticket_priority", "hubspot_owner_id", "createdate"];

/** The ticket of a conversation, or the way to one (CRM-05, CRM-06). */
export function TicketCard({ page, object }: { page: OpenThread; object: ObjectType }) {
  const [open, setOpen] = useState(false);
  const { ticket } = page.cards;
  if (!ticket) return page.thread.ticket_id ? <p className="muted sm">{t("tickets.hidden")}</p> : <NoTicket page={page} object={object} />;
  return (
    <>
      <RecordLine record={ticket} object={object} />
      <SlaGoals ticket={ticket} />
      <PropertyList record={ticket} object={object} names={KEY} />
      <Button compact look="ghost" onClick={() => setOpen(true)}>
        {t("records.show_more")}
      </Button>
      {open && <TicketPanel ticket={ticket} object={object} onClose={() => setOpen(false)} />}
    </>
  );
}

function TicketPanel({ ticket, object, onClose }: { ticket: CrmRecord; object: ObjectType; onClose: () => void }) {
  const [names, setNames] = usePreference("ticket_panel");
  const [choosing, setChoosing] = useState(false);
  const shown = names.length > 0 ? names : shownProperties(object).map(({ name }) => name);
  return (
    <Dialog aside title={ticket.title} closeLabel={t("action.close_dialog")} open onClose={onClose} width={400}>
      <Button icon="gear" compact onClick={() => setChoosing(true)} style={{ alignSelf: "flex-start" }}>
        {t("records.edit_displayed")}
      </Button>
      <PropertyList record={ticket} object={object} names={shown} />
      {choosing && <ChooseProperties title={t("records.edit_displayed")} object={object} value={shown} onSave={setNames} onClose={() => setChoosing(false)} />}
    </Dialog>
  );
}

function NoTicket({ page, object }: { page: OpenThread; object: ObjectType }) {
  const [creating, setCreating] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const { thread } = page;
  if (object.rights.edit === "none") return <p className="muted sm">{t("tickets.none")}</p>;
  return (
    <div className="card-ways">
      <Button compact icon="plus" onClick={() => setCreating(true)}>
        {t("tickets.create")}
      </Button>
      <Popover
        label={t("tickets.choose")}
        open={choosing}
        onOpenChange={setChoosing}
        align="end"
        trigger={
          <Button compact look="ghost" icon="link">
            {t("records.add_short")}
            <span className="visually-hidden"> {object.singular}</span>
          </Button>
        }
      >
        <FindRecord
          object={object}
          without={[]}
          onChosen={({ id }) => {
            setChoosing(false);
            void giveTicket(thread, { ticket_id: id });
          }}
        />
      </Popover>
      {creating && (
        <CreateRecord
          title={t("tickets.create")}
          object={object}
          names={["subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hubspot_owner_id"]}
          initial={{ subject: thread.subject || thread.preview, hs_ticket_priority: "MEDIUM", hubspot_owner_id: thread.assignee?.kind === "user" ? ownerOf(thread.assignee.id) : "" }}
          make={(properties) => giveTicket(thread, { properties }, true)}
          onClose={() => setCreating(false)}
        />
      )}
    </div>
  );
}
