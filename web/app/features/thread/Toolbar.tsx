import { IconButton } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useQuery } from "@tanstack/react-query";
import { lazy, type RefObject, Suspense, useRef, useState } from "react";
import { snippetsQuery, templatesQuery } from "../../data/threads.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { FormatButtons } from "../../editor/FormatButtons.tsx";
import { EmojiGrid } from "./EmojiGrid.tsx";
import type { RichHandle } from "../../editor/RichText.tsx";
import { fillTokens, type TokenValues } from "../../editor/tokens.ts";

const Choices = lazy(async () => ({ default: (await import("../../asking/Choices.tsx")).Choices }));

interface ToolbarProps {
  editor: RefObject<RichHandle | null>;
  comment: boolean;
  contact: TokenValues["contact"];
  onFiles: (files: readonly File[]) => void;
  onTemplate: (subject: string) => void;
}

/** Form, and what can be put in (THR-18). */
export function Toolbar({ editor, comment, contact, onFiles, onTemplate }: ToolbarProps) {
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
      {!comment && <InsertButton editor={editor} contact={contact} onTemplate={onTemplate} />}
    </div>
  );
}

function EmojiButton({ editor }: Pick<ToolbarProps, "editor">) {
  const [open, setOpen] = useState(false);
  const insert = (emoji: string) => {
    setOpen(false);
    editor.current?.insertText(emoji);
  };
  return (
    <Popover label={t("toolbar.emoji")} open={open} onOpenChange={setOpen} side="top" trigger={<IconButton compact icon="smile" label={t("toolbar.emoji")} />}>
      <EmojiGrid onPick={insert} />
    </Popover>
  );
}

/** Snippets, templates and the meeting link, found by typing. */
function InsertButton({ editor, contact, onTemplate }: Pick<ToolbarProps, "editor" | "contact" | "onTemplate">) {
  const [open, setOpen] = useState(false);
  const me = useMe();
  const { data: snippets = [] } = useQuery({ ...snippetsQuery, enabled: open });
  const { data: templates = [] } = useQuery({ ...templatesQuery, enabled: open });
  const insert = (html: string) => {
    setOpen(false);
    editor.current?.insertHtml(fillTokens(html, { contact, user: me }));
  };
  return (
    <Popover label={t("toolbar.insert")} open={open} onOpenChange={setOpen} side="top" flush trigger={<IconButton compact icon="snip" label={t("toolbar.insert")} />}>
      <Suspense>
      <Choices
        label={t("toolbar.insert")}
        choices={[
          ...snippets.map((snippet) => ({ id: `s${snippet.id}`, label: snippet.name, detail: snippet.shortcut ? `#${snippet.shortcut}` : "", icon: "snip" as const, group: t("toolbar.snippets"), run: () => insert(snippet.html) })),
          ...templates.map((template) => ({
            id: `t${template.id}`,
            label: template.name,
            icon: "template" as const,
            group: t("toolbar.templates"),
            run: () => {
              onTemplate(fillTokens(template.subject, { contact, user: me }));
              insert(template.html);
            },
          })),
          ...(me.meeting_link ? [{ id: "meeting", label: t("toolbar.meeting"), icon: "cal" as const, group: t("toolbar.other"), run: () => insert(`<a href="${encodeURI(me.meeting_link)}">${encodeURI(me.meeting_link)}</a>`) }] : []),
        ]}
      />
      </Suspense>
    </Popover>
  );
}
