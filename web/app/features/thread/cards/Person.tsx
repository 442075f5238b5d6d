import { Avatar } from "@kit/Avatar.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Link } from "@tanstack/react-router";
import type { ContactCard, Thread } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { openCompose } from "../../../data/compose.ts";

/** Whose conversation this is; the name opens the contact's own page beside this one (CRM-02). */
export function Person({ contact, thread }: { contact: ContactCard | null; thread: Thread }) {
  const name = contact?.name || thread.contact?.name || thread.sender_name;
  const email = contact?.email || thread.contact?.email || "";
  return (
    <>
      <div className="hstack" style={{ gap: 11 }}>
        <Avatar size={42} name={name} initials={thread.contact?.initials ?? name.slice(0, 1)} color={thread.contact?.color ?? "#5c6670"} url={thread.contact?.avatar_url ?? null} />
        <div className="grow">
          {contact ? (
            <Link className="person-name clip" to={paths.record("contact", contact.id)} target="_blank">
              {name}
            </Link>
          ) : (
            <b className="clip" style={{ display: "block" }}>
              {name}
            </b>
          )}
          <div className="sm muted clip">{contact?.company || email}</div>
        </div>
      </div>
      {email && (
        <div className="quick">
          <button type="button" onClick={() => openCompose(thread.inbox_id, [{ name, address: email }])}>
            <Icon name="mail" />
            {t("context.email")}
          </button>
          {contact?.phone && (
            <a href={`tel:${contact.phone}`}>
              <Icon name="phone" />
              {t("context.call")}
            </a>
          )}
          <Link to={paths.search({ inbox: thread.inbox_id, q: `contact:${email}` })}>
            <Icon name="search" />
            {t("context.all")}
          </Link>
        </div>
      )}
    </>
  );
}
