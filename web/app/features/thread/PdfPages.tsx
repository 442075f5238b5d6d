import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { useEffect, useRef, useState } from "react";
import { t } from "../../i18n/i18n.ts";

GlobalWorkerOptions.workerSrc = workerUrl;

// A file of thousands of pages would fill the memory with drawings.
const MOST_PAGES = 200;

/** The pages of a PDF file, each drawn when it comes into view. No script of the file is run. */
export default function PdfPages({ url, scale }: { url: string; scale: number }) {
  const [file, setFile] = useState<PDFDocumentProxy | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const task = getDocument({ url, isEvalSupported: false, enableXfa: false });
    task.promise.then(setFile, () => setFailed(true));
    return () => void task.destroy();
  }, [url]);
  if (failed) return <p>{t("viewer.failed")}</p>;
  if (!file) return null;
  return Array.from({ length: Math.min(file.numPages, MOST_PAGES) }, (_, index) => <PdfPage key={index} file={file} number={index + 1} scale={scale} />);
}

function PdfPage({ file, number, scale }: { file: PDFDocumentProxy; number: number; scale: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(number <= 2);
  useEffect(() => {
    const element = canvas.current;
    if (!element || near) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: "600px" });
    watch.observe(element);
    return () => watch.disconnect();
  }, [near]);
  useEffect(() => {
    const element = canvas.current;
    if (!element || !near) return;
    let cancel = () => undefined as void;
    void file.getPage(number).then((page) => {
      const viewport = page.getViewport({ scale: scale * 1.3 * devicePixelRatio });
      element.width = viewport.width;
      element.height = viewport.height;
      element.style.width = `${viewport.width / devicePixelRatio}px`;
      const task = page.render({ canvas: element, viewport });
      cancel = () => task.cancel();
      task.promise.catch(() => undefined);
    });
    return () => cancel();
  }, [file, number, scale, near]);
  return <canvas ref={canvas} role="img" aria-label={t("viewer.page", { n: number })} />;
}
