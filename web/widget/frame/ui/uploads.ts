import { useEffect, useRef, useState } from "preact/hooks";
import type { File as Uploaded } from "../../wire.ts";
import { Failure } from "../client.ts";
import { useTexts } from "../i18n/texts.ts";
import { useChat } from "./context.ts";

const LARGEST = 20 << 20;

export interface Upload {
  key: number;
  name: string;
  /** A picture of it, from the visitor's own machine. */
  preview: string;
  state: "uploading" | "done" | "failed";
  error: string;
  /** Whether sending it again can help. */
  again: boolean;
  file: Uploaded | null;
  blob: File;
}

export interface Uploads {
  list: Upload[];
  add(files: File[]): void;
  retry(key: number): void;
  remove(key: number): void;
  /** Takes what is done, to be sent with a message. */
  take(): Uploaded[];
}

let last = 0;

/** The files being attached to the message that is being written; another view begins anew. */
export function useUploads(view: number): Uploads {
  const chat = useChat();
  const texts = useTexts();
  const [list, setList] = useState<Upload[]>([]);
  const all = useRef(list);
  all.current = list;
  const change = (key: number, fields: Partial<Upload>) => setList((now) => now.map((u) => (u.key === key ? { ...u, ...fields } : u)));
  const release = (uploads: Upload[]) => uploads.forEach((u) => u.preview && URL.revokeObjectURL(u.preview));

  useEffect(() => () => release(all.current), []);
  useEffect(() => {
    release(all.current);
    setList([]);
  }, [view]);

  const start = (upload: Upload) => {
    change(upload.key, { state: "uploading", error: "" });
    chat.upload(upload.blob, upload.name).then(
      (file) => change(upload.key, { state: "done", file }),
      (error: unknown) => {
        const failure = error instanceof Failure ? error : null;
        const reason = failure?.status === 413 ? texts.fileTooLarge : failure?.status === 415 ? texts.fileRefused : failure?.message || texts.failed;
        change(upload.key, { state: "failed", error: reason, again: failure?.passing ?? true });
      },
    );
  };
  return {
    list,
    add: (files) => {
      const added = files.map((blob): Upload => {
        const large = blob.size > LARGEST;
        const preview = blob.type.startsWith("image/") && !large ? URL.createObjectURL(blob) : "";
        return { key: ++last, name: blob.name || "image.png", preview, state: large ? "failed" : "uploading", error: large ? texts.fileTooLarge : "", again: !large, file: null, blob };
      });
      setList((now) => [...now, ...added]);
      for (const upload of added) if (upload.state === "uploading") start(upload);
    },
    retry: (key) => list.filter((u) => u.key === key).forEach(start),
    remove: (key) => setList((now) => (release(now.filter((u) => u.key === key)), now.filter((u) => u.key !== key))),
    take: () => {
      const done = list.flatMap((u) => u.file ?? []);
      release(list);
      setList([]);
      return done;
    },
  };
}
