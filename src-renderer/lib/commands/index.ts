/**
 * One registry of everything the user can do. Palette, menus, shortcuts and tests read it; a screen adds its commands
 * while it is mounted, and `when` says in which context a command exists.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import { isSingleKey, matchesShortcut, type KeyPress } from './keys.ts';
import { shortcutsOf, type OwnShortcuts } from './own.ts';

export { SCREEN_COMMANDS, screenCommand, type ScreenCommandId } from './catalogue.ts';
export { isApple, shortcutOf, writeShortcut } from './keys.ts';
export { commandsOnScreen, useOffer, withOnScreen, type Offered } from './on-screen.ts';
export { rivalsOf, shortcutsOf, type OwnShortcuts } from './own.ts';
export { keeperOf, type Keeper } from './reserved.ts';

/** What `when` may look at. */
export interface CommandContext {
  /** Id of the screen in the active tab, e.g. `topics`; null when no tab is open. */
  screen: string | null;
  /** The active tab's address, e.g. `/topics/orders`. */
  address: string | null;
  connected: boolean;
  /** The cluster in front takes no changes. */
  readOnly: boolean;
  /** Which host shows us; a browser owns some tab keys. */
  host: 'electron' | 'browser';
  /** A text field has the focus. */
  typing: boolean;
  /** Monaco has the focus; it owns ⌘K and Ctrl+K. */
  inEditor: boolean;
  /** A dialog is open; only its own keys act. */
  dialog: boolean;
}

export interface Command {
  /** Stable id, `area.verb`. */
  id: string;
  title: string;
  /** Heading in the palette. */
  group: string;
  /** First match wins; the first is the one shown. */
  shortcuts?: readonly string[];
  /** Gathered from the screen in front (`on-screen.ts`); its id means nothing. */
  onScreen?: boolean;
  /** Works by its shortcut only; one of a family stands for all in lists. */
  unlisted?: boolean;
  /** Further words the palette finds it by. */
  keywords?: string;
  when?: (context: CommandContext) => boolean;
  /** It changes the cluster, or leads to where only that is done: not there on a read-only connection. */
  writes?: boolean;
  run: () => void;
}

interface Registry {
  commands: readonly Command[];
}

export const useCommandRegistry = create<Registry>(() => ({ commands: [] }));

/** Adds commands; a later command with the same id hides the earlier until it is disposed of. */
export function registerCommands(commands: readonly Command[]): () => void {
  useCommandRegistry.setState((state) => ({ commands: [...commands, ...state.commands] }));
  return () => {
    const gone = new Set(commands);
    useCommandRegistry.setState((state) => ({
      commands: state.commands.filter((command) => !gone.has(command)),
    }));
  };
}

/**
 * Registers commands while a component is mounted; `active` false (a tab in the background) withdraws them. `deps` are
 * what the commands' closures read, as in every hook of React.
 */
export function useCommands(make: () => readonly Command[], deps: readonly unknown[], active = true): void {
  // oxlint-disable-next-line react/exhaustive-deps -- the caller names them
  useEffect(() => (active ? registerCommands(make()) : undefined), [active, ...deps]);
}

/** The commands that exist in a context, shadowed ones left out. */
export function availableCommands(commands: readonly Command[], context: CommandContext): Command[] {
  const seen = new Set<string>();
  const result: Command[] = [];
  for (const command of commands) {
    if (seen.has(command.id)) continue;
    if (command.writes && context.readOnly) continue;
    if (command.when && !command.when(context)) continue;
    seen.add(command.id);
    result.push(command);
  }
  return result;
}

/**
 * The command a key press means, or null. Single keys act only outside text fields and the editor; ⌘K/Ctrl+K belongs
 * to Monaco while it has the focus; a dialog keeps all keys but those of the palette.
 */
export function commandForKey(
  commands: readonly Command[],
  press: KeyPress,
  context: CommandContext,
  own: OwnShortcuts = {},
): Command | null {
  if (context.dialog) return null;
  for (const command of availableCommands(commands, context)) {
    for (const shortcut of shortcutsOf(command, own)) {
      if (isSingleKey(shortcut) && (context.typing || context.inEditor)) continue;
      if (shortcut === 'Mod+K' && context.inEditor) continue;
      if (matchesShortcut(shortcut, press)) return command;
    }
  }
  return null;
}
