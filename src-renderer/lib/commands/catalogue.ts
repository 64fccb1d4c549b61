/**
 * The commands of screens that have a shortcut. They exist while their screen is shown; here is what they are at all
 * times, so that the settings can list and change every shortcut.
 */
import { t, type MessageKey } from '../i18n/index.ts';
import type { Command } from './index.ts';

export interface ScreenCommand {
  readonly title: MessageKey;
  /** Default ones. */
  readonly shortcuts: readonly string[];
  /** Ids of the screens that have it: elsewhere the same key may mean something else. */
  readonly screens: readonly string[];
  /** See {@link Command}. */
  readonly writes?: boolean;
}

const LISTS = ['topics', 'groups', 'nodes', 'replication', 'connections', 'schemas', 'transactions'];

export const SCREEN_COMMANDS = {
  'screen.filter': { title: 'command.filter', shortcuts: ['/'], screens: [...LISTS, 'topic', 'files'] },
  'topics.create': { title: 'topics.create', shortcuts: ['C'], screens: ['topics'], writes: true },
  'topic.send': { title: 'topic.send', shortcuts: ['S'], screens: ['topic'], writes: true },
  'messages.refresh': { title: 'messages.readAgain', shortcuts: ['R'], screens: ['topic'] },
  'messages.find': { title: 'messages.find', shortcuts: ['Mod+F'], screens: ['topic'] },
  'messages.live': { title: 'messages.goLive', shortcuts: ['L'], screens: ['topic'] },
  'messages.pause': { title: 'messages.pause', shortcuts: ['P'], screens: ['topic'] },
  'editor.send': { title: 'editor.send', shortcuts: ['Mod+Enter'], screens: ['editor'], writes: true },
  'schemas.register': { title: 'register.new', shortcuts: ['C'], screens: ['schemas'], writes: true },
  'connections.add': { title: 'connections.add', shortcuts: ['C'], screens: ['connections'] },
  'files.open': { title: 'scope.open', shortcuts: ['O'], screens: ['files'] },
} as const satisfies Record<string, ScreenCommand>;
export type ScreenCommandId = keyof typeof SCREEN_COMMANDS;

/** One of them, for a screen to register. */
export function screenCommand(
  id: ScreenCommandId,
  run: () => void,
  more: Pick<Command, 'when' | 'keywords'> = {},
): Command {
  const { title, shortcuts, writes }: ScreenCommand = SCREEN_COMMANDS[id];
  return { id, title: t(title), group: t('palette.group.do'), shortcuts, writes, run, ...more };
}
