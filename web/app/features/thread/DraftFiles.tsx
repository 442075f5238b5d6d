import { Icon } from "@kit/Icon.tsx";
import { useRef, useState } from "react";
import { type ApiError, upload } from "../../api/client.ts";
import type { Attachment } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { t } from "../../i18n/i18n.ts";
import { fileSize } from "../../i18n/time.ts";
import type { LocalDraft } from "./drafts.ts";

interface Uploads {
  uploading: readonly string[];
  busy: boolean;
  add: (files: readonly File[]) => void;
  /** Takes one that lies on the server already. */
  put: (file: Attachment) => void;
}

/** Uploads files into a draft; one that fails says so and leaves the others. */
export function useUploads(draft: LocalDraft, change: (part: Partial<LocalDraft>) => void): Uploads {
  const [uploading, setUploading] = useState<readonly string[]>([]);
  const files = useRef(draft.attachments);
  files.current = draft.attachments;
  const put = (attachment: Attachment) => {
    files.current = [...files.current, attachment];
    change({ attachments: files.current });
  };
  const one = async (file: File) => {
    setUploading((names) => [...names, file.name]);
    try {
      put(await upload<Attachment>(file, file.name));
    } catch (error) {
      reportFailure(error as ApiError);
    }
    setUploading((names) => names.filter((_, index) => index !== names.indexOf(file.name)));
  };
  return { uploading, busy: uploading.length > 0, add: (added) => void Promise.all(added.map(one)), put };
}

interface DraftFilesProps {
  files: readonly Attachment[];
  uploading: readonly string[];
  onRemove: (id: string) => void;
}

/** The files that will go along. */
export function DraftFiles({ files, uploading, onRemove }: DraftFilesProps) {
  if (files.length + uploading.length === 0) return null;
  return (
    <ul role="list" className="draft-files">
      {files.map((file) => (
        <li key={file.id} className="chip">
          <Icon name="clip" />
          <span className="clip">{file.name}</span>
          <span className="faint">{fileSize(file.size)}</span>
          <button type="button" aria-label={t("attachment.remove", { name: file.name })} onClick={() => onRemove(file.id)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
      {uploading.map((name, index) => (
        <li key={`${name} ${index}`} className="chip outline" aria-busy="true">
          <Icon name="clip" />
          <span className="clip">{name}</span>
          <span className="faint">{t("attachment.uploading")}</span>
        </li>
      ))}
    </ul>
  );
}
