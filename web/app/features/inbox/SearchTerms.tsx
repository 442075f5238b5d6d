import { Chip } from "@kit/Tag.tsx";
import type { SearchTerm } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { tokensOf, withoutToken } from "./searchTerms.ts";

interface SearchTermsProps {
  q: string;
  /** What the server made of each operator. */
  terms: readonly SearchTerm[];
  onEdit: (q: string) => void;
}

const TROUBLES = ["unknown_operator", "unknown_value", "missing_value", "not_a_date"] as const;

function trouble(code: string): string {
  const known = TROUBLES.find((candidate) => candidate === code);
  return known ? t(`term.${known}`) : code;
}

/** Each operator as a chip; one that is unknown or wrong says so (FILT-14). */
export function SearchTerms({ q, terms, onEdit }: SearchTermsProps) {
  const chips = tokensOf(q).flatMap((token, index) => {
    if (token.field === null) return [];
    const known = terms.find((term) => term.field === token.field && term.value === token.value && term.negated === token.negated);
    return [{ token, index, known }];
  });
  if (chips.length === 0) return null;
  return (
    <div className="search-terms" role="group" aria-label={t("search.terms")}>
      {chips.map(({ token, index, known }) => (
        <Chip key={`${index} ${token.text}`} look={known?.error ? "bad" : "on"} title={token.text} onRemove={() => onEdit(withoutToken(q, index))} removeLabel={t("search.remove", { term: token.text })}>
          {token.negated ? "− " : ""}
          {token.field}: {known?.label || token.value}
          {known?.error && ` · ${trouble(known.error)}`}
        </Chip>
      ))}
    </div>
  );
}
