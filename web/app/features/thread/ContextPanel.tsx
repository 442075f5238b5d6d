import { IconButton } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { ObjectType, OpenThread } from "../../api/types.ts";
import { useAfterPaint } from "../../data/afterPaint.ts";
import { useView } from "../../data/session.ts";
import { threadQuery } from "../../data/threads.ts";
import { channelLook } from "../../data/views.ts";
import { loadTexts, t } from "../../i18n/i18n.ts";
import { shortDate } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { AboutProperties, EditAbout } from "../../records/AboutProperties.tsx";
import { useObjects } from "../../records/objects.ts";
import { toggleContext } from "../../shell/Panes.tsx";
import { Card, type CardContent } from "./cards/Card.tsx";
import { useCardOrder } from "./cards/order.ts";
import { Person } from "./cards/Person.tsx";
import { recordCards } from "./cards/recordCards.tsx";
import { ContactChoice } from "./ContactChoice.tsx";
import "./context.css";

const VisitorCard = lazy(async () => (await loadTexts("rare"), import("./VisitorCard.tsx")));

/** The right panel: who one is talking to, and what else there is between us. */
export function ContextPanel({ threadId, viewId }: { threadId: string; viewId: string | null }) {
  // The cards come a paint after the conversation that was asked for.
  const [shown] = useAfterPaint(threadId);
  const { data } = useQuery({ ...threadQuery(shown ?? threadId), enabled: shown !== null });
  if (!shown || !data) return null;
  return <ThreadCards page={data} viewId={viewId} />;
}

// The order in which they stand until somebody moves one.
const USUAL = ["contact", "visitor", "about", "participants", "company", "ticket", "deals", "others", "tickets", "feedback"];

function ThreadCards({ page, viewId }: { page: OpenThread; viewId: string | null }) {
  const objects = useObjects();
  const cards = cardsOf(page, viewId, objects);
  const custom = objects.filter((object) => object.custom).map((object) => `custom_${object.name}`);
  const { order, moves } = useCardOrder([...USUAL, ...custom, "files"], cards.map((card) => card.id));
  return (
    <div className="context">
      {order.map((id) => {
        const card = cards.find((one) => one.id === id);
        return card && <Card key={id} card={card} moves={moves} />;
      })}
    </div>
  );
}

function cardsOf(page: OpenThread, viewId: string | null, objects: readonly ObjectType[]): CardContent[] {
  const { contact, thread, cards } = page;
  const contactType = objects.find((object) => object.name === "contact");
  const files = filesOf(page);
  const all: (CardContent | false | null | undefined)[] = [
    {
      id: "contact",
      title: t("context.contact"),
      end: <IconButton icon="panelright" compact label={t("panes.toggle_context")} onClick={toggleContext} />,
      body: (
        <>
          <Person contact={contact} thread={thread} />
          <ContactChoice contact={contact} thread={thread} />
        </>
      ),
    },
    thread.visitor && {
      id: "visitor",
      title: t("visitor.title"),
      body: (
        <Suspense>
          <VisitorCard thread={thread} visitor={thread.visitor} />
        </Suspense>
      ),
    },
    cards.contact &&
      contactType && {
        id: "about",
        title: t("context.about"),
        end: <EditAbout object={contactType} />,
        body: (
          <>
            <AboutProperties record={cards.contact} object={contactType} />
            {contact?.local_time && <p className="faint sm">{t("records.local_time", { time: contact.local_time })}</p>}
          </>
        ),
      },
    thread.participants.length > 1 && { id: "participants", title: t("context.participants"), count: thread.participants.length, body: <Participants page={page} /> },
    ...recordCards(page, objects),
    page.other_conversations.length > 0 && { id: "others", title: t("context.others"), count: page.other_conversations.length, body: <Others page={page} viewId={viewId} /> },
    files.length > 0 && {
      id: "files",
      title: t("context.files"),
      count: files.length,
      body: files.map((file) => (
        <a key={file.id} className="other" href={file.url} download={file.name}>
          <Icon name="clip" />
          <span className="clip">{file.name}</span>
        </a>
      )),
    },
  ];
  return all.filter((card) => !!card);
}

function Participants({ page }: { page: OpenThread }) {
  return page.thread.participants.map(({ name, address, role, accepted }) => (
    <p key={`${role} ${address}`} className="other" title={address}>
      <Icon name="people" />
      <span className="clip">{name || address}</span>
      <span className="faint xs">{t(accepted ? `role.${roleOf(role)}` : "letter.new_participant")}</span>
    </p>
  ));
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
        <span className="faint xs">
          {other.status === "closed" && `${t("row.closed")} · `}
          {shortDate(other.latest_message_at)}
        </span>
      </Link>
    );
  });
}

const ROLES = ["from", "to", "cc", "bcc"] as const;
const roleOf = (role: string) => ROLES.find((known) => known === role) ?? "to";

const filesOf = (page: OpenThread) => page.items.flatMap((item) => item.message?.attachments ?? []).filter((file) => !file.inline && !file.missing);
