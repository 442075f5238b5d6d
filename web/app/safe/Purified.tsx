import DOMPurify from "dompurify";
import { useMemo } from "react";

interface PurifiedProps {
  html: string;
  className?: string;
  only?: readonly string[];
}

const FORBIDDEN = ["style", "form", "input", "button", "textarea", "select", "iframe", "object", "embed"];

export default function Purified({ html, className, only }: PurifiedProps) {
  const clean = useMemo(() => DOMPurify.sanitize(html, only ? { ALLOWED_TAGS: [...only], ALLOWED_ATTR: [] } : { FORBID_TAGS: FORBIDDEN, FORBID_ATTR: ["style"], ADD_ATTR: ["data-id"] }), [html, only]);
  return <span className={className} dir="auto" style={{ display: only ? "inline" : "block" }} dangerouslySetInnerHTML={{ __html: clean }} />;
}
