import { Chip } from "@kit/Tag.tsx";
import { useId, useState } from "react";
import type { Address } from "../../api/types.ts";
import { useContactSuggestions } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { addAddresses, isAddress, parseAddresses } from "./addresses.ts";

interface AddressFieldProps {
  label: string;
  value: readonly Address[];
  autoFocus?: boolean;
  onChange: (value: Address[]) => void;
}

/** Addresses as chips, with contacts offered while typing. */
export function AddressField({ label, value, autoFocus, onChange }: AddressFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [focused, setFocused] = useState(false);
  const { data = [] } = useContactSuggestions(typed);
  const known = new Set(value.map(({ address }) => address.toLowerCase()));
  const offers = focused && typed ? data.filter((contact) => contact.email && !known.has(contact.email.toLowerCase())).slice(0, 6) : [];
  const current = offers[Math.min(at, offers.length - 1)];

  const take = (text: string) => {
    if (text.trim() === "") return;
    onChange(addAddresses(value, parseAddresses(text)));
    setTyped("");
  };
  const choose = (contact: { name: string; email: string }) => {
    onChange(addAddresses(value, [{ name: contact.name, address: contact.email }]));
    setTyped("");
    setAt(0);
  };
  const handleKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Backspace" && typed === "") onChange(value.slice(0, -1));
    if (offers.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length);
    }
    if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "," || event.key === ";" || (event.key === "Tab" && typed)) {
      event.preventDefault();
      if (current && event.key !== "," && event.key !== ";") choose(current);
      else take(typed);
    }
    if (event.key === "Escape" && offers.length > 0) {
      event.stopPropagation();
      setTyped("");
    }
  };

  return (
    <span className="address-field">
      <label htmlFor={id}>{label}</label>
      {value.map((address) => (
        <Chip
          key={address.address}
          look={isAddress(address.address) ? "plain" : "bad"}
          title={address.address}
          onRemove={() => onChange(value.filter((other) => other !== address))}
          removeLabel={t("composer.remove_address", { address: address.address })}
        >
          {address.name || address.address}
        </Chip>
      ))}
      <input
        id={id}
        role="combobox"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current ? `${id}-${current.id}` : undefined}
        autoComplete="off"
        autoFocus={autoFocus}
        value={typed}
        onChange={(event) => (setTyped(event.target.value), setAt(0))}
        onKeyDown={handleKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => (setFocused(false), take(typed))}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text");
          if (!/[,;\n<]/.test(text)) return;
          event.preventDefault();
          take(text);
        }}
      />
      {offers.length > 0 && (
        <ul role="listbox" id={`${id}-list`} aria-label={label} className="menu address-offers">
          {offers.map((contact) => (
            <li
              key={contact.id}
              id={`${id}-${contact.id}`}
              role="option"
              aria-selected={contact === current}
              className="menu-item"
              onPointerDown={(event) => (event.preventDefault(), choose(contact))}
            >
              <span className="grow">
                {contact.name}
                <span className="sub">{contact.email}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}
