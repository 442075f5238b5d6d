import { Avatar } from "@kit/Avatar.tsx";
import type { Presence, Thread } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";

/** Who is writing: a colleague, an answer or a comment; else the visitor (CHAT-14). */
export function Typing({ presence, thread }: { presence: readonly Presence[]; thread: Thread }) {
  const { users, user: me } = useBootstrap();
  const writer = presence.find(({ user_id, typing }) => typing && user_id !== me.id);
  const user = users.find((candidate) => candidate.id === writer?.user_id);
  if (!user && thread.visitor?.typing) {
    return (
      <p className="typing" role="status">
        {t("visitor.typing", { name: thread.contact?.name || thread.visitor.name || t("visitor.title") })}
      </p>
    );
  }
  if (!user) return null;
  return (
    <p className="typing" role="status">
      <Avatar size={18} name={user.name} initials={user.initials} color={user.color} url={user.avatar_url} />
      {t(writer?.typing === "comment" ? "presence.comment" : "presence.reply", { name: user.first_name || user.name })}
    </p>
  );
}
