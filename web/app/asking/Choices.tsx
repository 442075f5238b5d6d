import { Icon, type IconName } from "@kit/Icon.tsx";
import { Command } from "cmdk";
import type { ReactNode } from "react";
import { t } from "../i18n/i18n.ts";
import "./asking.css";

export interface Choice {
  id: string;
  label: string;
  icon?: IconName;
  picture?: ReactNode;
  detail?: string;
  chosen?: boolean;
  group?: string;
  run: () => void;
}

interface ChoicesProps {
  label: string;
  choices: readonly Choice[];
  /** Offered when nothing matches what was typed. */
  onTyped?: { label: (typed: string) => string; run: (typed: string) => void; accepts?: (typed: string) => boolean };
}

/** A list to pick from by typing or by arrows. */
export function Choices({ label, choices, onTyped }: ChoicesProps) {
  const groups = [...new Set(choices.map((choice) => choice.group ?? ""))];
  return (
    <Command label={label} loop className="choices" filter={matches}>
      <Command.Input autoFocus placeholder={label} className="choices-input" aria-label={label} />
      <Command.List className="choices-list">
        <Command.Empty>{onTyped ? <TypedChoice {...onTyped} /> : <p className="choices-none">{t("choice.none")}</p>}</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group || undefined}>
            {choices
              .filter((choice) => (choice.group ?? "") === group)
              .map((choice) => (
                <Command.Item key={choice.id} value={choice.id} keywords={[choice.label, choice.detail ?? ""]} onSelect={choice.run} className="menu-item">
                  {choice.picture ?? (choice.icon && <Icon name={choice.icon} />)}
                  <span className="grow clip">{choice.label}</span>
                  <span className="end">
                    {choice.detail}
                    {choice.chosen && <Icon name="check" />}
                  </span>
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function TypedChoice({ label, run, accepts }: NonNullable<ChoicesProps["onTyped"]>) {
  const typed = document.querySelector<HTMLInputElement>(".choices-input")?.value.trim() ?? "";
  if (!typed) return null;
  if (accepts && !accepts(typed)) return <p className="choices-none">{t("choice.none")}</p>;
  return (
    <button type="button" className="menu-item" onClick={() => run(typed)}>
      <Icon name="plus" />
      {label(typed)}
    </button>
  );
}

const fold = (text: string) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

/** 1 where every word typed begins a word of the choice, accents and case aside. */
export function matches(_: string, typed: string, keywords: string[] = []): number {
  const words = fold(keywords.join(" ")).split(/[\s@._-]+/);
  return fold(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)))
    ? 1
    : 0;
}
