import DOMPurify from "dompurify";

/** A piece of text with the hits of a search marked; the server wrote it, and all but the marks is taken out again. */
export function Snippet({ html }: { html: string }) {
  return <span dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(html, { ALLOWED_TAGS: ["mark"], ALLOWED_ATTR: [] }) }} />;
}
