import { Avatar } from "@kit/Avatar.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useQuery } from "@tanstack/react-query";
import { act } from "../data/doing.ts";
import { useAssignable, useBootstrap, useMe, useTags } from "../data/session.ts";
import type { ActionRequest, Tag } from "../api/types.ts";
import { answer, api } from "../api/client.ts";
import type { Targets } from "../actions/types.ts";
import { t } from "../i18n/i18n.ts";
import { futureTime } from "../i18n/time.ts";
import { aim } from "./aim.ts";
import { Choices } from "./Choices.tsx";
import { snoozeTimes } from "./times.ts";
import { WhenField } from "./WhenField.tsx";

interface ChoosingProps {
  targets: Targets;
  onDone: () => void;
}

const inboxOf = (targets: Targets) => targets.rows[0]?.inbox_id ?? "";

/** What each person has of the kind of work that a thread is, and of how many at most (ROUTE-12). By hand more is possible. */
function useLoads(targets: Targets): (userId: string) => string {
  const inboxId = inboxOf(targets);
  const channel = targets.rows[0]?.channel ?? "";
  const kind = CHATS.includes(channel) ? "messaging" : channel === "call" ? "calling" : "email";
  const { data } = useQuery({ queryKey: ["inboxes", "loads", inboxId], queryFn: () => answer(api.GET("/inboxes/{id}/loads", { params: { path: { id: inboxId } } })), enabled: inboxId !== "", staleTime: 0 });
  return (userId) => {
    const member = data?.members.find((one) => one.user_id === userId);
    if (!member) return "";
    const of = member.limit[kind] > 0 ? kind : "total";
    return member.limit[of] > 0 ? t("assign.load_of", { n: member.load[of], limit: member.limit[of] }) : t("assign.load", { n: member.load[kind] });
  };
}

const CHATS = ["chat", "messenger", "whatsapp"];

/** Who shall own the threads: a user, a team, or nobody (THR-02). */
export function ChooseAssignee({ targets, onDone }: ChoosingProps) {
  const { users, teams } = useAssignable(inboxOf(targets));
  const me = useMe();
  const loadOf = useLoads(targets);
  const current = targets.rows.length === 1 ? targets.rows[0]?.assignee : null;
  const assign = (assignee: ActionRequest["assignee"]) => () => {
    void act({ action: "assign", ...aim(targets), assignee: assignee ?? null });
    onDone();
  };
  const sorted = [...users].sort((a, b) => Number(b.id === me.id) - Number(a.id === me.id) || a.name.localeCompare(b.name));
  return (
    <Choices
      label={t("assign.label")}
      choices={[
        ...sorted.map((user) => ({
          id: `user-${user.id}`,
          label: user.id === me.id ? t("assign.me", { name: user.name }) : user.name,
          detail: [user.availability === "away" ? t("availability.away") : "", loadOf(user.id)].filter(Boolean).join(" · "),
          picture: <Avatar size={22} name={user.name} initials={user.initials} color={user.color} url={user.avatar_url} presence={user.availability} />,
          chosen: current?.kind === "user" && current.id === user.id,
          group: t("assign.people"),
          run: assign({ kind: "user", id: user.id }),
        })),
        ...teams.map((team) => ({
          id: `team-${team.id}`,
          label: team.name,
          picture: <Icon name="people" />,
          chosen: current?.kind === "team" && current.id === team.id,
          group: t("assign.teams"),
          run: assign({ kind: "team", id: team.id }),
        })),
        { id: "none", label: t("assign.nobody"), icon: "close", group: t("assign.without"), chosen: targets.rows.length === 1 && !current, run: assign(null) },
      ]}
    />
  );
}

/** Until when the threads rest (THR-25). */
export function ChooseSnooze({ targets, onDone }: ChoosingProps) {
  const now = Date.now();
  const snooze = (until: string | null) => () => {
    void act({ action: "snooze", ...aim(targets), ...(until ? { until } : {}) });
    onDone();
  };
  const asleep = targets.rows.some((row) => row.snoozed);
  const wake = () => {
    void act({ action: "unsnooze", ...aim(targets) });
    onDone();
  };
  return (
    <>
      <Choices
        label={t("snooze.label")}
        choices={[
          ...(asleep ? [{ id: "wake", label: t("snooze.wake"), icon: "bell" as const, run: wake }] : []),
          ...snoozeTimes(now).map(({ id, at }) => ({ id, label: t(id), icon: "clock" as const, detail: futureTime(at, now), run: snooze(at) })),
          { id: "answer", label: t("snooze.answer"), icon: "reply", run: snooze(null) },
        ]}
      />
      <WhenField label={t("snooze.chosen")} button={t("action.snooze")} onChosen={(at) => snooze(at)()} />
    </>
  );
}

/** Tags to put on or take off; typing a new name makes one (THR-26). */
export function ChooseTags({ targets, onDone }: ChoosingProps) {
  const inboxId = inboxOf(targets);
  const tags = useTags(inboxId);
  const has = (tag: Tag) => targets.rows.length > 0 && targets.rows.every((row) => row.tag_ids.includes(tag.id));
  const toggle = (tag: Tag) => () => {
    void act({ action: has(tag) ? "untag" : "tag", ...aim(targets), tag_id: tag.id });
    onDone();
  };
  const create = async (name: string) => {
    onDone();
    const color = TAG_COLORS[name.length % TAG_COLORS.length] ?? "";
    const tag = await answer(api.POST("/tags", { body: { inbox_id: inboxId, name, color } }));
    void act({ action: "tag", ...aim(targets), tag_id: tag.id });
  };
  return (
    <Choices
      label={t("tag.label")}
      choices={tags.map((tag) => ({ id: tag.id, label: tag.name, picture: <i className="swatch" style={{ background: tag.color }} />, chosen: has(tag), run: toggle(tag) }))}
      onTyped={{ label: (name) => t("tag.create", { name }), run: (name) => void create(name) }}
    />
  );
}

const TAG_COLORS = ["#b4653f", "#4f7c8a", "#6d8b4e", "#8a5a83", "#a0813c", "#3f6db4", "#7c6f52"];

/** To which other inbox the threads go (COLLAB-06). */
export function ChooseInbox({ targets, onDone }: ChoosingProps) {
  const { inboxes } = useBootstrap();
  const others = inboxes.filter((inbox) => inbox.id !== inboxOf(targets) && !inbox.archived);
  const move = (inboxId: string) => () => {
    void act({ action: "move", ...aim(targets), inbox_id: inboxId });
    onDone();
  };
  return <Choices label={t("move.label")} choices={others.map((inbox) => ({ id: inbox.id, label: inbox.name, icon: inbox.kind === "help_desk" ? "ticket" : "inbox", run: move(inbox.id) }))} />;
}
