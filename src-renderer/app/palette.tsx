import { Dialog } from '@base-ui/react/dialog';
import { Command as Cmdk } from 'cmdk';
import { useMemo } from 'react';
import {
  availableCommands,
  shortcutsOf,
  useCommandRegistry,
  writeShortcut,
  type Command,
} from '../lib/commands/index.ts';
import { t } from '../lib/i18n/index.ts';
import { addressOf, openPlace } from '../lib/place.ts';
import { useSettings } from '../lib/settings.ts';
import { setPaletteOpen, usePaletteNames } from './frame-store.ts';
import { currentContext } from './keyboard.ts';
import { scoreMatch } from './palette-score.ts';

/** Names beyond this many are found by typing on the topics screen; the palette stays quick. */
const NAMES_SHOWN = 1000;

/** Search or command: every command that exists now, every topic and group by name. */
export default function Palette() {
  const commands = useCommandRegistry((state) => state.commands);
  const names = usePaletteNames(true);
  // The context of the moment it opened: the palette itself has the focus now.
  const context = useMemo(() => ({ ...currentContext(), dialog: false, typing: false, inEditor: false }), []);
  const groups = useMemo(() => {
    const byGroup = new Map<string, Command[]>();
    for (const command of availableCommands(commands, context)) {
      if (command.unlisted || command.id === 'palette.open') continue;
      const list = byGroup.get(command.group);
      if (list) list.push(command);
      else byGroup.set(command.group, [command]);
    }
    return [...byGroup];
  }, [commands, context]);
  const close = (): void => setPaletteOpen(false);
  const run = (action: () => void): void => {
    close();
    // After the dialog gave the focus back, so that a command may move it.
    requestAnimationFrame(action);
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="palette" aria-label={t('command.palette')} data-testid="palette">
          <Cmdk label={t('command.palette')} filter={scoreMatch} loop>
            <Cmdk.Input placeholder={t('palette.placeholder')} autoFocus />
            <Cmdk.List label={t('command.palette')}>
              <Cmdk.Empty>{t('palette.empty')}</Cmdk.Empty>
              {groups.map(([heading, list]) => (
                <Cmdk.Group key={heading} heading={heading}>
                  {list.map((command) => (
                    <Cmdk.Item
                      key={command.id}
                      value={`${command.title} ${command.id}`}
                      keywords={command.keywords?.split(' ')}
                      onSelect={() => run(command.run)}
                      data-command={command.id}
                    >
                      <span className="grow ellipsis">{command.title}</span>
                      <Shortcut command={command} />
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              ))}
              <PaletteNames heading={t('screen.topics')} kind="topics" names={names.topics} run={run} />
              <PaletteNames heading={t('screen.groups')} kind="groups" names={names.groups} run={run} />
            </Cmdk.List>
          </Cmdk>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The first that it has now. */
function Shortcut({ command }: { command: Command }) {
  const [shortcut] = shortcutsOf(
    command,
    useSettings((state) => state.shortcuts),
  );
  return shortcut === undefined ? null : <kbd>{writeShortcut(shortcut)}</kbd>;
}

function PaletteNames({
  heading,
  kind,
  names,
  run,
}: {
  heading: string;
  kind: 'topics' | 'groups';
  names: readonly string[];
  run: (action: () => void) => void;
}) {
  if (names.length === 0) return null;
  return (
    <Cmdk.Group heading={heading}>
      {names.slice(0, NAMES_SHOWN).map((name) => (
        <Cmdk.Item
          key={name}
          value={`${name} ${kind}`}
          onSelect={() => run(() => openPlace(addressOf([kind, name])))}
        >
          <span className="grow ellipsis">{name}</span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}
