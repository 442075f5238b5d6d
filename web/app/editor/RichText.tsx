import Image from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import { type Editor, EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { type RefObject, useEffect, useRef, useState } from "react";
import { type ApiError, upload } from "../api/client.ts";
import type { Attachment } from "../api/types.ts";
import { reportFailure } from "../data/doing.ts";
import { mentionExtension, mentionIds } from "./mentions.ts";
import { SuggestMenu, type SuggestState } from "./SuggestMenu.tsx";
import { emojiExtension, snippetExtension } from "./suggesting.ts";
import type { TokenValues } from "./tokens.ts";
import "./editor.css";

/** What the buttons around the editor can do to it. */
export interface RichHandle {
  focus(): void;
  format(name: "bold" | "italic" | "underline" | "list" | "numbers" | "quote" | "heading"): void;
  setLink(address: string): void;
  insertHtml(html: string): void;
  insertText(text: string): void;
  insertPicture(file: File): void;
}

interface RichTextProps {
  html: string;
  label: string;
  placeholder: string;
  /** `mentions` names the inbox whose people can be named; `snippets` the contact that fills their tokens. */
  features: { mentions?: string; snippets?: TokenValues["contact"] };
  autoFocus?: boolean;
  onReady?: (handle: RichHandle | null) => void;
  onChange: (value: { html: string; text: string; mention_ids: string[] }) => void;
  /** Keeps a picture; without it, with the files of messages. */
  upload?: (file: File) => Promise<{ url: string }>;
  onFiles?: (files: readonly File[]) => void;
  onSubmit?: (close: boolean) => void;
  onEscape?: () => void;
}

/** The text editor. Markdown turns rich as it is typed; pictures go in, other files go along. */
export default function RichText(props: RichTextProps) {
  const latest = useRef(props);
  latest.current = props;
  const [suggest, setSuggest] = useState<SuggestState | null>(null);
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ link: { openOnClick: false, autolink: true, defaultProtocol: "https" }, heading: { levels: [1, 2, 3] } }),
      Image.configure({ inline: true }),
      Placeholder.configure({ placeholder: props.placeholder }),
      emojiExtension(setSuggest),
      ...(props.features.mentions ? [mentionExtension(props.features.mentions, setSuggest)] : []),
      ...(props.features.snippets === undefined ? [] : [snippetExtension(() => latest.current.features.snippets ?? null, setSuggest)]),
    ],
    content: props.html,
    autofocus: props.autoFocus ? "end" : false,
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": props.label, class: "rich", dir: "auto" },
      handleKeyDown: (_, event) => handleKey(event, latest.current),
      handlePaste: (_, event) => takeFiles(event.clipboardData?.files, event),
      handleDrop: (_, event) => takeFiles(event.dataTransfer?.files, event),
    },
    onUpdate: ({ editor: changed }) => latest.current.onChange(valueOf(changed)),
  });

  const takeFiles = (list: FileList | undefined, event: Event): boolean => {
    const files = [...(list ?? [])];
    if (files.length === 0 || !latest.current.onFiles) return false;
    event.preventDefault();
    const pictures = files.filter((file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type));
    for (const picture of pictures) void putPicture(editor, picture, latest.current.upload);
    latest.current.onFiles(files.filter((file) => !pictures.includes(file)));
    return true;
  };

  useEffect(() => {
    // A page that is slow to show outlives the first editor; the hook makes another at once.
    latest.current.onReady?.(editor && !editor.isDestroyed ? handleOf(editor, latest) : null);
    return () => latest.current.onReady?.(null);
  }, [editor]);

  return (
    <>
      <EditorContent editor={editor} />
      {suggest && <SuggestMenu state={suggest} />}
    </>
  );
}

function handleKey(event: KeyboardEvent, { onSubmit, onEscape }: RichTextProps): boolean {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && onSubmit) {
    event.preventDefault();
    onSubmit(event.shiftKey);
    return true;
  }
  if (event.key === "Escape" && onEscape) {
    onEscape();
    return true;
  }
  return false;
}

const valueOf = (editor: Editor) => ({ html: editor.isEmpty ? "" : editor.getHTML(), text: editor.getText({ blockSeparator: "\n" }), mention_ids: mentionIds(editor) });

async function putPicture(editor: Editor | null, file: File, keep: RichTextProps["upload"]): Promise<void> {
  const name = file.name || "image.png";
  try {
    const { url } = await (keep ? keep(file) : upload<Attachment>(file, name));
    editor?.chain().focus().setImage({ src: url, alt: name }).run();
  } catch (error) {
    reportFailure(error as ApiError);
  }
}

function handleOf(editor: Editor, props: RefObject<RichTextProps>): RichHandle {
  const chain = () => editor.chain().focus();
  return {
    focus: () => void editor.commands.focus("end"),
    insertHtml: (html) => void chain().insertContent(html).run(),
    insertPicture: (file) => void putPicture(editor, file, props.current.upload),
    insertText: (text) => void chain().insertContent({ type: "text", text }).run(),
    setLink: (href) => void (href ? (editor.state.selection.empty ? chain().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run() : chain().setLink({ href }).run()) : chain().unsetLink().run()),
    format: (name) => {
      const formats = {
        bold: () => chain().toggleBold(),
        italic: () => chain().toggleItalic(),
        underline: () => chain().toggleUnderline(),
        list: () => chain().toggleBulletList(),
        numbers: () => chain().toggleOrderedList(),
        heading: () => chain().toggleHeading({ level: 2 }),
        quote: () => chain().toggleBlockquote(),
      };
      formats[name]().run();
    },
  };
}
