import { lazy, Suspense } from "react";

const Purified = lazy(() => import("./Purified.tsx"));

interface SafeHtmlProps {
  html: string;
  /** The same without markup: what stands there until the cleaner is loaded. */
  text: string;
  className?: string;
  /** Only these elements are let through; without it, everything that can't do harm. */
  only?: readonly string[];
}

/** HTML that the server has cleaned, cleaned again before it touches the page. */
export function SafeHtml(props: SafeHtmlProps) {
  return (
    <Suspense fallback={<span className={props.className}>{props.text}</span>}>
      <Purified {...props} />
    </Suspense>
  );
}
