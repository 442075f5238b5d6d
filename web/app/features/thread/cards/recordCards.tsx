import type { ObjectType, OpenThread } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { RecordLine } from "../../../records/RecordFace.tsx";
import type { CardContent } from "./Card.tsx";
import { Feedback } from "./Feedback.tsx";
import { JoinedCard } from "./JoinedCard.tsx";
import { TicketCard } from "./TicketCard.tsx";

/** The cards of records: company, tickets, deals, feedback and each kind that somebody defined (CRM-05 to CRM-13). */
export function recordCards(page: OpenThread, objects: readonly ObjectType[]): (CardContent | false)[] {
  const { cards } = page;
  const kind = (name: string) => objects.find((object) => object.name === name);
  const [company, ticket, deal] = [kind("company"), kind("ticket"), kind("deal")];
  const contact = cards.contact;
  const joined = (id: string, object: ObjectType, records: readonly (typeof cards.deals)[number][], also: typeof cards.company = null): CardContent | false =>
    (contact !== null || records.length > 0) && {
      id,
      title: id === "company" ? object.singular : object.plural,
      ...(id === "company" ? {} : { count: records.length }),
      body: <JoinedCard object={object} records={records} contact={contact} also={also} />,
    };
  return [
    company !== undefined && joined("company", company, cards.company ? [cards.company] : []),
    ticket !== undefined && { id: "ticket", title: ticket.singular, body: <TicketCard page={page} object={ticket} /> },
    deal !== undefined && joined("deals", deal, cards.deals, cards.company),
    ticket !== undefined &&
      cards.tickets.length > 0 && {
        id: "tickets",
        title: t("records.other_tickets"),
        count: cards.tickets.length,
        body: cards.tickets.map((record) => <RecordLine key={record.id} record={record} object={ticket} />),
      },
    cards.feedback.length > 0 && { id: "feedback", title: t("records.past_feedback"), count: cards.feedback.length, body: cards.feedback.map((record) => <Feedback key={record.id} record={record} object={kind("feedback_submission")} />) },
    ...objects.filter((object) => object.custom).map((object) => joined(`custom_${object.name}`, object, cards.custom.find((group) => group.object === object.name)?.records.map(({ record }) => record) ?? [])),
  ];
}
