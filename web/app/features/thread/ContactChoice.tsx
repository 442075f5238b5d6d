import { Avatar } from "@kit/Avatar.tsx";
import { Button } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import type { ContactCard, Thread } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { useContactSuggestions } from "../../data/threads.ts";
import { t } from "../../i18n/i18n.ts";
import { attachContact, createContact } from "./attaching.ts";

/** Whose conversation this is: taken off the thread, or found or made for one without (CRM-02, CRM-03). */
export function ContactChoice({ contact, thread }: { contact: ContactCard | null; thread: Thread }) {
  const [open, setOpen] = useState(false);
  const done = (work: Promise<void>) => {
    setOpen(false);
    work.catch((error: ApiError) => reportFailure(error));
  };
  if (contact) {
    return (
      <Button look="ghost" compact icon="close" className="contact-choice" onClick={() => done(attachContact(thread, null))}>
        {t("contact.detach")}
      </Button>
    );
  }
  return (
    <Popover
      label={t("contact.add")}
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <Button compact icon="plus" className="contact-choice">
          {t("contact.add")}
        </Button>
      }
    >
      <Finder thread={thread} onChosen={(id) => done(attachContact(thread, id))} onNew={(body) => done(createContact(thread, body))} />
    </Popover>
  );
}

interface FinderProps {
  thread: Thread;
  onChosen: (contactId: string) => void;
  onNew: (body: { email?: string; first_name?: string; last_name?: string }) => void;
}

function Finder({ thread, onChosen, onNew }: FinderProps) {
  const sender = thread.visitor?.email || thread.participants.find(({ role }) => role === "from")?.address || "";
  const [typed, setTyped] = useState(sender);
  const { data: found = [] } = useContactSuggestions(typed);
  const known = found.some(({ email }) => email.toLowerCase() === typed.trim().toLowerCase());
  return (
    <div className="vstack contact-finder">
      <input className="input" autoFocus aria-label={t("contacts.hint")} placeholder={t("contacts.hint")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <ul role="list">
        {found.slice(0, 6).map((contact) => (
          <li key={contact.id}>
            <button type="button" className="menu-item" onClick={() => onChosen(contact.id)}>
              <Avatar size={22} name={contact.name} initials={contact.initials} color={contact.color} url={contact.avatar_url} />
              <span className="grow">
                {contact.name}
                <span className="sub">{contact.email}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {typed.trim() && !known && (
        <Button icon="plus" onClick={() => onNew(fromTyped(typed, thread.sender_name))}>
          {t("contact.create", { name: typed.trim() })}
        </Button>
      )}
    </div>
  );
}

/** What was typed as a new contact: an address, with the name the sender gave, or else a name. */
export function fromTyped(typed: string, senderName: string): { email?: string; first_name?: string; last_name?: string } {
  const text = typed.trim();
  const name = text.includes("@") ? (senderName.includes("@") ? "" : senderName) : text;
  const [first = "", ...rest] = name.split(/\s+/);
  return { ...(text.includes("@") ? { email: text } : {}), ...(first ? { first_name: first } : {}), ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}) };
}
