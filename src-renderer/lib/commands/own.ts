/** Shortcuts as the user changed them, and who else has one. Pure. */
import { SCREEN_COMMANDS, type ScreenCommand } from './catalogue.ts';

/** Command id → its shortcut; '' where it has none any more. */
export type OwnShortcuts = Readonly<Record<string, string>>;

interface HasShortcuts {
  readonly id: string;
  readonly shortcuts?: readonly string[];
}

/** The shortcuts that a command has. */
export function shortcutsOf({ id, shortcuts = [] }: HasShortcuts, own: OwnShortcuts): readonly string[] {
  const chosen = own[id];
  if (chosen === undefined) return shortcuts;
  return chosen === '' ? [] : [chosen];
}

/** The other commands that the same key would mean where this one exists. */
export function rivalsOf<C extends HasShortcuts>(
  command: HasShortcuts,
  shortcut: string,
  all: readonly C[],
  own: OwnShortcuts,
): C[] {
  return all.filter(
    (other) =>
      other.id !== command.id && shortcutsOf(other, own).includes(shortcut) && meet(command.id, other.id),
  );
}

/** Whether there is a place that has both. */
function meet(one: string, other: string): boolean {
  const [a, b] = [screensOf(one), screensOf(other)];
  return a === undefined || b === undefined || a.some((screen) => b.includes(screen));
}

function screensOf(id: string): readonly string[] | undefined {
  return (SCREEN_COMMANDS as Record<string, ScreenCommand>)[id]?.screens;
}
