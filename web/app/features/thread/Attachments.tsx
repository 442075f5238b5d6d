import { Icon } from "@kit/Icon.tsx";
import { lazy, Suspense, useState } from "react";
import type { Attachment } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { fileSize } from "../../i18n/time.ts";

const Viewer = lazy(() => import("./Viewer.tsx"));

/** What the viewer can show; everything else is downloaded. */
export const canView = ({ content_type }: Attachment): boolean => /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(content_type) || content_type === "application/pdf";

/** The files of a message, with pictures of those that have one. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const [viewing, setViewing] = useState<Attachment | null>(null);
  const files = attachments.filter((file) => !file.inline);
  if (files.length === 0) return null;
  return (
    <ul role="list" className="attachments">
      {files.map((file) => (
        <li key={file.id}>
          {file.missing ? (
            <span className="attachment" title={t("attachment.missing")}>
              <Icon name="warn" />
              <span className="clip">{file.name}</span>
              <span className="faint">{t("attachment.missing")}</span>
            </span>
          ) : canView(file) ? (
            <button type="button" className="attachment" onClick={() => setViewing(file)}>
              <FileFace file={file} />
            </button>
          ) : (
            <a className="attachment" href={file.url} download={file.name}>
              <FileFace file={file} />
            </a>
          )}
        </li>
      ))}
      {viewing && (
        <Suspense>
          <Viewer files={files.filter(canView)} current={viewing} onShow={setViewing} onClose={() => setViewing(null)} />
        </Suspense>
      )}
    </ul>
  );
}

function FileFace({ file }: { file: Attachment }) {
  return (
    <>
      {file.thumbnail_url ? <img src={file.thumbnail_url} alt="" loading="lazy" /> : <Icon name={file.content_type.startsWith("image/") ? "image" : "clip"} />}
      <span className="clip">{file.name}</span>
      <span className="faint">{fileSize(file.size)}</span>
    </>
  );
}
