import { Button } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import type { CrmRecord, ObjectType } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { FindRecord } from "./FindRecord.tsx";
import { attempt } from "./record.ts";

interface AddRecordProps {
  to: CrmRecord;
  object: ObjectType;
  without: readonly string[];
}

/** Joins a record that is there already with another. */
export function AddRecord({ to, object, without }: AddRecordProps) {
  const [open, setOpen] = useState(false);
  const choose = (record: CrmRecord) => {
    setOpen(false);
    void attempt(answer(api.PUT("/records/{id}/associations/{to}", { params: { path: { id: to.id, to: record.id } }, body: {} })), t("records.joined", { name: record.title }));
  };
  const label = t("records.add_existing", { kind: object.singular });
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <Button compact look="ghost" icon="link">
          {t("records.add_short")}
          <span className="visually-hidden"> {object.singular}</span>
        </Button>
      }
    >
      <FindRecord object={object} without={[to.id, ...without]} onChosen={choose} />
    </Popover>
  );
}
