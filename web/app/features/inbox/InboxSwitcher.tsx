import { Icon } from "@kit/Icon.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { currentScope } from "../../actions/scope.ts";
import { setPreference } from "../../data/preferences.ts";
import { useBootstrap } from "../../data/session.ts";
import { paths } from "../../paths.ts";

/** The inbox on the screen, and the others one may see. With one inbox it is only a name. */
export function InboxSwitcher({ inboxId }: { inboxId: string }) {
  const inboxes = useBootstrap().inboxes.filter((inbox) => !inbox.archived);
  const current = inboxes.find((inbox) => inbox.id === inboxId);
  if (inboxes.length < 2) return <span className="inbox-name clip">{current?.name}</span>;
  const choose = (id: string) => {
    setPreference("last_inbox", id);
    currentScope().go(paths.inbox(id));
  };
  return (
    <Menu
      trigger={
        <button type="button" className="inbox-name clip">
          <span className="clip">{current?.name}</span>
          <Icon name="down" size="small" />
        </button>
      }
    >
      {inboxes.map((inbox) => (
        <MenuItem key={inbox.id} icon={inbox.kind === "help_desk" ? "ticket" : "inbox"} checked={inbox.id === inboxId} detail={inbox.address} onSelect={() => choose(inbox.id)}>
          {inbox.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
