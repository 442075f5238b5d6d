import { Avatar } from "@kit/Avatar.tsx";
import { Icon } from "@kit/Icon.tsx";
import { IconButton } from "@kit/Button.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useId } from "react";
import type { ContactCard, Thread, OpenThread } from "../../api/types.ts";
import { usePreference } from "../../data/preferences.ts";
import { useView } from "../../data/session.ts";
import { threadQuery } from "../../data/threads.ts";
import { channelLook } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import { shortDate } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { toggleContext } from "../../shell/Panes.tsx";
import { ContactChoice } from "./ContactChoice.tsx";
import { openCompose } from "./compose.ts";
import "./context.css";

const VisitorCard = lazy(() => import("./VisitorCard.tsx"));

/** The right panel: who one is talking to, and what else there is between us. */
export function ContextPanel({ threadId, viewId }: { threadId: string; viewId: string | null }) {
  const { data } = useQuery(threadQuery(threadId));
  if (!data) return null;
  const { contact, thread } = data;
  return (
    <div className="context">
      <Card id="contact" title={t("context.contact")} end={<IconButton icon="panelright" compact label={t("panes.toggle_context")} onClick={toggleContext} />}>
        <Person contact={contact} thread={thread} />
        <ContactChoice contact={contact} thread={thread} />
      </Card>
      {thread.visitor && (
        <Card id="visitor" title={t("visitor.title")}>
          <Suspense>
            <VisitorCard thread={thread} visitor={thread.visitor} />
          </Suspense>
        </Card>
      )}
      {contact && (
        <Card id="about" title={t("context.about")}>
          <About contact={contact} />
        </Card>
      )}
      {thread.participants.length > 1 && (
        <Card id="participants" title={t("context.participants")} count={thread.participants.length}>
          {thread.participants.map(({ name, address, role, accepted }) => (
            <p key={`${role} ${address}`} className="other" title={address}>
              <Icon name="people" />
              <span className="clip">{name || address}</span>
              <span className="faint xs">{t(accepted ? `role.${roleOf(role)}` : "letter.new_participant")}</span>
            </p>
          ))}
        </Card>
      )}
      <Card id="others" title={t("context.others")} count={data.other_conversations.length}>
        <Others page={data} viewId={viewId} />
      </Card>
      <Card id="files" title={t("context.files")} count={filesOf(data).length}>
        {filesOf(data).map((file) => (
          <a key={file.id} className="other" href={file.url} download={file.name}>
            <Icon name="clip" />
            <span className="clip">{file.name}</span>
          </a>
        ))}
      </Card>
    </div>
  );
}

interface CardProps {
  id: string;
  title: string;
  count?: number;
  end?: ReactNode;
  children: ReactNode;
}

/** One card; folded or not is remembered for all conversations. */
function Card({ id, title, count, end, children }: CardProps) {
  const [collapsed, setCollapsed] = usePreference("collapsed");
  const body = useId();
  const shut = collapsed.includes(id);
  if (count === 0) return null;
  return (
    <section className={`card ${shut ? "shut" : ""}`}>
      <h2>
        <button type="button" aria-expanded={!shut} aria-controls={body} onClick={() => setCollapsed(shut ? collapsed.filter((other) => other !== id) : [...collapsed, id])}>
          {title} {count !== undefined && <span className="card-count">{count}</span>}
          <Icon name={shut ? "right" : "down"} size="small" />
        </button>
        {end}
      </h2>
      <div id={body} hidden={shut}>
        {children}
      </div>
    </section>
  );
}

function Person({ contact, thread }: { contact: ContactCard | null; thread: Thread }) {
  const name = contact?.name || thread.contact?.name || thread.sender_name;
  const email = contact?.email || thread.contact?.email || "";
  return (
    <>
      <div className="hstack" style={{ gap: 11 }}>
        <Avatar size={42} name={name} initials={thread.contact?.initials ?? name.slice(0, 1)} color={thread.contact?.color ?? "#5c6670"} url={thread.contact?.avatar_url ?? null} />
        <div className="grow">
          <b className="clip" style={{ display: "block" }}>
            {name}
          </b>
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

function About({ contact }: { contact: ContactCard }) {
  const lines: [string, string][] = [
    ...contact.properties.map(({ name, label, value }): [string, string] => [label || labelOf(name), value]),
    [t("contact.local_time"), contact.local_time ?? ""],
  ];
  return (
    <dl>
      {lines
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const NAMED = ["email", "phone", "company", "language", "timezone"] as const;

// Our own properties are named here, those of an administrator by the server.
function labelOf(name: string): string {
  const known = NAMED.find((candidate) => candidate === name);
  return known ? t(`contact.${known}`) : name;
}

function Others({ page, viewId }: { page: OpenThread; viewId: string | null }) {
  const view = useView(viewId ?? "");
  return page.other_conversations.map((other) => {
    const look = channelLook(other.channel);
    const to = view ? paths.thread(view.inbox_id, view.id, other.id) : paths.search({ inbox: other.inbox_id, thread: other.id });
    return (
      <Link key={other.id} className="other" to={to}>
        <Icon name={look.icon} color={look.color} />
        <span className="clip">{other.subject || other.preview}</span>
        <span className="faint xs">{shortDate(other.latest_message_at)}</span>
      </Link>
    );
  });
}

const ROLES = ["from", "to", "cc", "bcc"] as const;
const roleOf = (role: string) => ROLES.find((known) => known === role) ?? "to";

const filesOf = (page: OpenThread) => page.items.flatMap((item) => item.message?.attachments ?? []).filter((file) => !file.inline && !file.missing);
