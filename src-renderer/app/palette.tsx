import { Dialog } from '@base-ui/react/dialog';
import { Command as Cmdk } from 'cmdk';
import { useMemo, useState, type ReactNode } from 'react';
import {
  availableCommands,
  commandsOnScreen,
  shortcutsOf,
  useCommandRegistry,
  withOnScreen,
  writeShortcut,
  type Command,
} from '../lib/commands/index.ts';
import { t } from '../lib/i18n/index.ts';
import { addressOf, openPlace } from '../lib/place.ts';
import { useSettings } from '../lib/settings.ts';
import { setPaletteOpen, useFrame, usePaletteNames } from './frame-store.ts';
import { currentContext } from './keyboard.ts';
import { ranked, rankedNames, scoreMatch, searchedNames } from './palette-score.ts';

/** All names are searched; of those that fit no more are drawn, so that a key is answered at once, however many there are. */
const NAMES_SHOWN = 50;

/** What a screen is for comes first, then where one may go; what changes the cluster is not near the first key. */
const HEADINGS = [
  'palette.group.do',
  'palette.group.go',
  'palette.group.here',
  'palette.group.cluster',
  'palette.group.view',
  'palette.group.tabs',
] as const;

/** Search or command: every command that exists now, every topic and group by name. */
export default function Palette() {
  const commands = useCommandRegistry((state) => state.commands);
  const names = usePaletteNames(true);
  const [search, setSearch] = useState(() => useFrame.getState().typedAhead);
  // Also into Monaco's text, which a dialog does not find its way back to by itself.
  const [focusedBefore] = useState(() => document.activeElement);
  // The context of the moment it opened: the palette itself has the focus now.
  const context = useMemo(() => ({ ...currentContext(), dialog: false, typing: false, inEditor: false }), []);
  // As it stood when the palette opened, too.
  const [onScreen] = useState(() => availableCommands(commandsOnScreen(), context));
  const byGroup = useMemo(() => {
    const listed = availableCommands(commands, context).filter(
      ({ unlisted, id }) => !unlisted && id !== 'palette.open',
    );
    const all = Map.groupBy(withOnScreen(listed, onScreen), ({ group }) => group);
    const headings = new Set(HEADINGS.map((key) => t(key))).union(all);
    return new Map([...headings].map((heading) => [heading, all.get(heading) ?? []]));
  }, [commands, context, onScreen]);
  const close = (): void => setPaletteOpen(false);
  const run = (action: () => void): void => {
    close();
    // After the dialog gave the focus back, so that a command may move it.
    requestAnimationFrame(action);
  };
  const openName = (kind: NameKind, name: string): void => run(() => openPlace(addressOf([kind, name])));
  const groups = [
    ...commandGroups(byGroup, search, run),
    useNames('topics', names.topics, search, openName),
    useNames('groups', names.groups, search, openName),
  ].filter((group) => group !== null);
  if (search.trim() !== '') groups.sort((a, b) => b.best - a.best);

  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="palette"
          finalFocus={() => (focusedBefore instanceof HTMLElement ? focusedBefore : true)}
          aria-label={t('command.palette')}
          data-testid="palette"
        >
          {/* What fits is chosen here: handed to its own filter, each of thousands of names would be an element. */}
          <Cmdk label={t('command.palette')} shouldFilter={false} loop>
            <Cmdk.Input
              placeholder={t('palette.placeholder')}
              value={search}
              onValueChange={setSearch}
              autoFocus
            />
            <Cmdk.List label={t('command.palette')}>
              <Cmdk.Empty>{t('palette.empty')}</Cmdk.Empty>
              {groups.map(({ id, heading, items }) => (
                <Cmdk.Group key={id} heading={heading}>
                  {items}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface Group {
  readonly id: string;
  readonly heading: string;
  readonly items: ReactNode;
  /** How well its best entry fits. */
  readonly best: number;
}

function scoreOfCommand({ title, id, keywords, onScreen }: Command, search: string): number {
  return scoreMatch(onScreen ? title : `${title} ${id}`, search, keywords?.split(' '));
}

/** Headings of which no command fits are left out. */
function commandGroups(
  byGroup: ReadonlyMap<string, readonly Command[]>,
  search: string,
  run: (action: () => void) => void,
): Group[] {
  return [...byGroup].flatMap(([heading, commands]): Group[] => {
    const { shown, best } = ranked(commands, search, scoreOfCommand);
    if (shown.length === 0) return [];
    const items = shown.map((command) => (
      <Cmdk.Item
        key={command.id}
        value={`${command.title} ${command.id}`}
        onSelect={() => run(command.run)}
        data-command={command.onScreen ? undefined : command.id}
      >
        <span className="grow ellipsis">{command.title}</span>
        <Shortcut command={command} />
      </Cmdk.Item>
    ));
    return [{ id: `commands ${heading}`, heading, items, best }];
  });
}

/** The first that it has now. */
function Shortcut({ command }: { command: Command }) {
  const [shortcut] = shortcutsOf(
    command,
    useSettings((state) => state.shortcuts),
  );
  return shortcut === undefined ? null : <kbd>{writeShortcut(shortcut)}</kbd>;
}

type NameKind = 'topics' | 'groups';

/** Null where no name fits. */
function useNames(
  kind: NameKind,
  names: readonly string[],
  search: string,
  open: (kind: NameKind, name: string) => void,
): Group | null {
  const searched = useMemo(() => searchedNames(names, kind), [names, kind]);
  const { shown, more, best } = useMemo(() => rankedNames(searched, search, NAMES_SHOWN), [searched, search]);
  if (shown.length === 0) return null;
  const title = t(`screen.${kind}`);
  const heading = more === 0 ? title : t('palette.more', { title, count: more });
  const items = shown.map((name) => (
    <Cmdk.Item key={name} value={`${name} ${kind}`} onSelect={() => open(kind, name)}>
      <span className="grow ellipsis">{name}</span>
    </Cmdk.Item>
  ));
  return { id: kind, heading, items, best };
}
