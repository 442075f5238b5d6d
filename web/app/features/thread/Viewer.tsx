import { Button, IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Dialog } from "radix-ui";
import { lazy, Suspense, useState } from "react";
import type { Attachment } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import "./viewer.css";

const PdfPages = lazy(() => import("./PdfPages.tsx"));

interface ViewerProps {
  files: readonly Attachment[];
  current: Attachment;
  onShow: (file: Attachment) => void;
  onClose: () => void;
}

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3];

/** Images and PDF files without leaving the conversation; arrows go to the next file. */
export default function Viewer({ files, current, onShow, onClose }: ViewerProps) {
  const [zoom, setZoom] = useState(2);
  const index = files.findIndex((file) => file.id === current.id);
  const step = (by: number) => {
    const next = files[index + by];
    if (next) onShow(next);
  };
  const scale = ZOOMS[zoom] ?? 1;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="viewer"
          aria-describedby={undefined}
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") step(1);
            if (event.key === "ArrowLeft") step(-1);
          }}
        >
          <header className="hstack">
            <Dialog.Title className="clip grow">{current.name}</Dialog.Title>
            <IconButton icon="zoomout" label={t("viewer.smaller")} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} />
            <IconButton icon="zoomin" label={t("viewer.larger")} disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)} />
            {files.length > 1 && <IconButton icon="left" label={t("viewer.previous")} disabled={index === 0} onClick={() => step(-1)} />}
            {files.length > 1 && <IconButton icon="right" label={t("viewer.next")} disabled={index === files.length - 1} onClick={() => step(1)} />}
            <a className="btn ghost icononly" href={current.url} download={current.name} aria-label={t("viewer.download")} title={t("viewer.download")}>
              <Icon name="download" />
            </a>
            <Dialog.Close asChild>
              <Button icon="close">{t("action.close_dialog")}</Button>
            </Dialog.Close>
          </header>
          <div className="viewer-body" tabIndex={0}>
            {current.content_type === "application/pdf" ? (
              <Suspense>
                <PdfPages key={current.id} url={current.url} scale={scale} />
              </Suspense>
            ) : (
              <img src={current.url} alt={current.name} style={{ zoom: scale }} />
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
