import { Dialog } from "@kit/Dialog.tsx";
import type { ReactNode } from "react";
import { t } from "../i18n/i18n.ts";
import { answered, type Question } from "./ask.ts";
import { BlockQuestion, PurgeQuestion } from "./Confirming.tsx";
import { ChooseAssignee, ChooseInbox, ChooseSnooze, ChooseTags } from "./choosing.tsx";
import { ReminderQuestion, TranscriptQuestion } from "./Writing.tsx";
import { MergeQuestion, SplitQuestion } from "./Joining.tsx";

/** The question that a command has put, in a dialog. */
export default function Asking({ question }: { question: Question }) {
  return (
    <Dialog title={t(`ask.${question.subject}`, { n: question.targets.rows.length })} closeLabel={t("action.cancel")} open onClose={answered} width={440}>
      {bodyOf(question)}
    </Dialog>
  );
}

function bodyOf({ subject, targets }: Question): ReactNode {
  const shared = { targets, onDone: answered };
  switch (subject) {
    case "assign":
      return <ChooseAssignee {...shared} />;
    case "snooze":
      return <ChooseSnooze {...shared} />;
    case "tag":
      return <ChooseTags {...shared} />;
    case "move":
      return <ChooseInbox {...shared} />;
    case "merge":
      return <MergeQuestion {...shared} />;
    case "split":
      return <SplitQuestion {...shared} />;
    case "transcript":
      return <TranscriptQuestion {...shared} />;
    case "reminder":
      return <ReminderQuestion {...shared} />;
    case "block":
      return <BlockQuestion {...shared} />;
    case "purge":
      return <PurgeQuestion {...shared} />;
  }
}
