import { IconButton } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { lazy, type RefObject, Suspense, useRef, useState } from "react";
import type { Attachment } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { FormatButtons } from "../../editor/FormatButtons.tsx";
import { EmojiGrid } from "./EmojiGrid.tsx";
import type { RichHandle } from "../../editor/RichText.tsx";
import type { TokenValues } from "../../editor/tokens.ts";

const InsertMenu = lazy(() => import("./InsertMenu.tsx"));

interface ToolbarProps {
  editor: RefObject<RichHandle | null>;
  comment: boolean;
  contact: TokenValues["contact"];
  onFiles: (files: readonly File[]) => void;
  onTemplate: (subject: string) => void;
  onAttached: (file: Attachment) => void;
}

/** Form, and what can be put in (THR-18). */
export function Toolbar({ editor, comment, contact, onFiles, onTemplate, onAttached }: ToolbarProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="toolbar" role="toolbar" aria-label={t("toolbar.label")}>
      <FormatButtons editor={editor} />
      <IconButton compact icon="clip" label={t("toolbar.attach")} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <EmojiButton editor={editor} />
      {!comment && <InsertButton editor={editor} contact={contact} onTemplate={onTemplate} onAttached={onAttached} />}
    </div>
  );
}

/** A panel that closes gives the keyboard back to its button; what was put in keeps it in the text. */
function usePutting() {
  const put = useRef<(() => void) | null>(null);
  const onGone = () => {
    const had = put.current;
    put.current = null;
    had?.();
    return had !== null;
  };
  return { later: (what: () => void) => void (put.current = what), onGone };
}

function EmojiButton({ editor }: Pick<ToolbarProps, "editor">) {
  const [open, setOpen] = useState(false);
  const putting = usePutting();
  const insert = (emoji: string) => {
    setOpen(false);
    putting.later(() => editor.current?.insertText(emoji));
  };
  return (
    <Popover label={t("toolbar.emoji")} open={open} onOpenChange={setOpen} onGone={putting.onGone} side="top" trigger={<IconButton compact icon="smile" label={t("toolbar.emoji")} />}>
      <EmojiGrid onPick={insert} />
    </Popover>
  );
}

function InsertButton({ editor, contact, onTemplate, onAttached }: Pick<ToolbarProps, "editor" | "contact" | "onTemplate" | "onAttached">) {
  const [open, setOpen] = useState(false);
  const putting = usePutting();
  const insert = (html: string) => {
    setOpen(false);
    putting.later(() => editor.current?.insertHtml(html));
  };
  const attached = (file: Attachment) => {
    setOpen(false);
    putting.later(() => editor.current?.focus());
    onAttached(file);
  };
  return (
    <Popover label={t("toolbar.insert")} open={open} onOpenChange={setOpen} onGone={putting.onGone} side="top" flush trigger={<IconButton compact icon="snip" label={t("toolbar.insert")} />}>
      <Suspense>
        <InsertMenu contact={contact} insert={insert} onTemplate={onTemplate} onAttached={attached} />
      </Suspense>
    </Popover>
  );
}
