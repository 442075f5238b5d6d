import { Avatar } from "@kit/Avatar.tsx";
import { EmptyState } from "@kit/EmptyState.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useBootstrap } from "../../data/session.ts";
import { useContactSuggestions } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import "./contacts.css";

/** Finds a contact, and from there everything that was said with them. */
export function ContactsPage() {
  const [q, setQ] = useState("");
  const { data = [] } = useContactSuggestions(q);
  const inbox = useBootstrap().inboxes[0]?.id ?? "";
  return (
    <main className="contacts" id="main">
      <h1>{t("nav.contacts")}</h1>
      <span className="search-box">
        <Icon name="search" />
        <input className="input" type="search" autoFocus placeholder={t("contacts.hint")} aria-label={t("contacts.hint")} value={q} onChange={(event) => setQ(event.target.value)} />
      </span>
      {q && data.length === 0 && <EmptyState icon="people" title={t("contacts.none")} />}
      <ul role="list">
        {q &&
          data.map((contact) => (
            <li key={contact.id}>
              <Link to={paths.search({ inbox, q: `contact:${contact.email || contact.name}` })}>
                <Avatar size={34} name={contact.name} initials={contact.initials} color={contact.color} />
                <span className="grow">
                  <b>{contact.name}</b>
                  <span className="muted sm clip">{contact.email}</span>
                </span>
              </Link>
            </li>
          ))}
      </ul>
    </main>
  );
}
