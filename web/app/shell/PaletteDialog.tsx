import { useOpener } from "@kit/Dialog.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Kbd } from "@kit/Kbd.tsx";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { allActions, available, keysOf } from "../actions/registry.ts";
import { currentScope } from "../actions/scope.ts";
import type { Group } from "../actions/types.ts";
import { matches } from "../asking/Choices.tsx";
import { preferenceNow } from "../data/preferences.ts";
import { useBootstrap } from "../data/session.ts";
import { viewTitle } from "../data/views.ts";
import { t } from "../i18n/i18n.ts";
import { paths } from "../paths.ts";

const GROUPS: Group[] = ["thread", "write", "list", "go", "app"];

/** The palette itself, loaded when it is first opened. */
export default function PaletteDialog({ onDone }: { onDone: () => void }) {
  const giveBack = useOpener(true);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onDone()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog palette" aria-describedby={undefined} onCloseAutoFocus={giveBack}>
          <Dialog.Title className="visually-hidden">{t("palette.title")}</Dialog.Title>
          <PaletteList onDone={onDone} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ onDone }: { onDone: () => void }) {
  const scope = currentScope();
  const shortcuts = preferenceNow("shortcuts");
  const { views, inboxes } = useBootstrap();
  const actions = allActions().filter((action) => action.id !== "app.palette" && available(action, scope));
  const choose = (run: () => void) => () => {
    onDone();
    // After the dialog has given the focus back, so that the command may move it.
    setTimeout(run);
  };
  return (
    <Command label={t("palette.title")} loop className="choices" filter={matches}>
      <Command.Input autoFocus className="choices-input" placeholder={t("palette.hint")} aria-label={t("palette.title")} />
      <Command.List className="choices-list">
        <Command.Empty>
          <p className="choices-none">{t("choice.none")}</p>
        </Command.Empty>
        {GROUPS.map((group) => (
          <Command.Group key={group} heading={t(`group.${group}`)}>
            {actions
              .filter((action) => action.group === group)
              .map((action) => {
                const keys = shortcuts.enabled ? keysOf(action, shortcuts)[0] : undefined;
                return (
                  <Command.Item key={action.id} value={action.id} keywords={[t(action.title)]} className="menu-item" onSelect={choose(() => action.run(currentScope()))}>
                    {action.icon && <Icon name={action.icon} />}
                    <span className="grow">{t(action.title)}</span>
                    {keys && (
                      <span className="end">
                        <Kbd keys={keys} />
                      </span>
                    )}
                  </Command.Item>
                );
              })}
          </Command.Group>
        ))}
        <Command.Group heading={t("group.views")}>
          {views.map((view) => (
            <Command.Item key={view.id} value={`view-${view.id}`} keywords={[viewTitle(view), inboxes.find((inbox) => inbox.id === view.inbox_id)?.name ?? ""]} className="menu-item" onSelect={choose(() => scope.go(paths.view(view.inbox_id, view.id)))}>
              <Icon name="inbox" />
              <span className="grow">{viewTitle(view)}</span>
              {inboxes.length > 1 && <span className="end">{inboxes.find((inbox) => inbox.id === view.inbox_id)?.name}</span>}
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}
