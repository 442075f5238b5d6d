import type { ComponentChildren, VNode } from "preact";

const kept = new Set(["B", "STRONG", "I", "EM", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "UL", "OL", "LI", "P", "BR", "DIV", "SPAN", "H2", "H3", "H4", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "HR"]);
const dropped = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "HEAD", "TITLE"]);

/**
 * The HTML of a message or an article as elements of our own making. The server has cleaned it already; here nothing but known elements
 * without any attribute, links, pictures of ours and text come through, so that there is nothing left that could run.
 */
export function Rich({ html }: { html: string }) {
  return <>{children(new DOMParser().parseFromString(html, "text/html").body)}</>;
}

function children(node: Node): ComponentChildren[] {
  return [...node.childNodes].map(convert);
}

function convert(node: Node): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || dropped.has(node.nodeName)) return null;
  if (node.nodeName === "A") return <Link href={node.getAttribute("href") ?? ""}>{children(node)}</Link>;
  if (node.nodeName === "IMG") return <Picture src={node.getAttribute("src") ?? ""} alt={node.getAttribute("alt") ?? ""} />;
  if (!kept.has(node.nodeName)) return children(node);
  const Name = node.nodeName.toLowerCase() as "p";
  return <Name>{/^[bh]r$/.test(Name) ? undefined : children(node)}</Name>;
}

function Link({ href, children }: { href: string; children: ComponentChildren }) {
  return /^(https?:|mailto:|tel:)/i.test(href) ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ) : (
    <>{children}</>
  );
}

// Pictures of help articles lie with us.
function Picture({ src, alt }: { src: string; alt: string }) {
  return /^\/help\/files\/[0-9a-f]+$/.test(src) ? <img src={src} alt={alt} loading="lazy" /> : null;
}

const address = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** Plain text with its web addresses as links. */
export function Plain({ text }: { text: string }) {
  const out: (string | VNode)[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    out.push(text.slice(at, match.index), <Link href={match[0]}>{match[0]}</Link>);
    at = match.index + match[0].length;
  }
  return (
    <>
      {out}
      {text.slice(at)}
    </>
  );
}
