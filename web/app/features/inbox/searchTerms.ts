/** The search text as its parts: words, phrases and operators. The text is the truth; chips and filters only edit it. */
export interface Token {
  /** As typed, quotes and minus included. */
  text: string;
  field: string | null;
  value: string;
  negated: boolean;
}

const TOKEN = /-?(?:[\p{L}_]+:)?(?:"[^"]*"?|[^\s"]+)/gu;

export function tokensOf(q: string): Token[] {
  return (q.match(TOKEN) ?? []).map((text) => {
    const negated = text.startsWith("-") && text.length > 1;
    const bare = negated ? text.slice(1) : text;
    const parts = /^([\p{L}_]+):(.+)$/u.exec(bare);
    return { text, field: parts?.[1]?.toLowerCase() ?? null, value: unquote(parts?.[2] ?? bare), negated };
  });
}

const unquote = (text: string) => text.replace(/^"|"$/g, "");
const quote = (text: string) => (/[\s":]/.test(text) ? `"${text.replaceAll('"', "")}"` : text);

const join = (tokens: readonly Token[]) => tokens.map((token) => token.text).join(" ");

/** The text with this field set to a value, in place of the one it had; null takes it out. */
export function withField(q: string, field: string, value: string | null): string {
  const tokens = tokensOf(q);
  const others = tokens.filter((token) => token.field !== field || token.negated);
  if (value === null || value === "") return join(others);
  return `${join(others)} ${field}:${quote(value)}`.trim();
}

/** The text without one of its parts. */
export function withoutToken(q: string, index: number): string {
  return join(tokensOf(q).filter((_, at) => at !== index));
}

export function fieldValue(q: string, field: string): string {
  return tokensOf(q).find((token) => token.field === field && !token.negated)?.value ?? "";
}
