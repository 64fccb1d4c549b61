import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  availableCommands,
  commandForKey,
  keeperOf,
  registerCommands,
  rivalsOf,
  useCommandRegistry,
  type Command,
  type CommandContext,
} from './index.ts';
import { matchesShortcut, shortcutOf, writeShortcut, type KeyPress } from './keys.ts';

const context: CommandContext = {
  screen: 'topics',
  address: '/topics',
  connected: true,
  readOnly: false,
  host: 'browser',
  typing: false,
  inEditor: false,
  dialog: false,
};

function press(text: string, extra: Partial<KeyPress> = {}): KeyPress {
  const parts = text.split('+');
  const key = parts.pop()!;
  return {
    key,
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
    ...extra,
  };
}

function command(id: string, shortcuts: string[], when?: Command['when']): Command {
  return { id, title: id, group: 'test', shortcuts, when, run: () => {} };
}

const commands = [
  command('palette.open', ['Mod+K', 'Mod+Shift+P', 'F1']),
  command('topics.create', ['C'], (now) => now.screen === 'topics'),
  command('go.1', ['1']),
  command('messages.pause', ['C'], (now) => now.screen === 'messages'),
];

test('what changes the cluster is not there on a read-only connection, nor what it stood in front of', () => {
  const all = [{ ...command('topics.create', ['C']), writes: true }, command('go.1', ['1'])];
  const idsOf = (now: CommandContext) => availableCommands(all, now).map(({ id }) => id);
  expect(idsOf(context)).toEqual(['topics.create', 'go.1']);
  expect(idsOf({ ...context, readOnly: true })).toEqual(['go.1']);
  expect(commandForKey(all, press('c'), { ...context, readOnly: true })).toBeNull();
});

test.each<[string, Partial<CommandContext>, string | null]>([
  ['c', {}, 'topics.create'],
  ['c', { screen: 'messages' }, 'messages.pause'],
  ['c', { screen: 'overview' }, null],
  ['c', { typing: true }, null],
  ['1', {}, 'go.1'],
  ['1', { inEditor: true }, null],
  ['Ctrl+k', {}, 'palette.open'],
  ['Ctrl+k', { typing: true }, 'palette.open'],
  ['Ctrl+k', { inEditor: true }, null],
  ['Ctrl+Shift+P', { inEditor: true }, 'palette.open'],
  ['F1', { typing: true }, 'palette.open'],
  ['F1', { dialog: true }, null],
  ['Ctrl+1', {}, null],
])('pressing %s in %j runs %s', (keys, change, id) => {
  expect(commandForKey(commands, press(keys), { ...context, ...change })?.id ?? null).toBe(id);
});

test('a Korean layout still hits the physical key', () => {
  expect(matchesShortcut('Mod+K', press('Ctrl+ㅏ', { code: 'KeyK' }), false)).toBe(true);
  expect(matchesShortcut('Mod+K', press('Meta+k'), true)).toBe(true);
  expect(matchesShortcut('Mod+K', press('Meta+k'), false)).toBe(false);
});

test('shortcuts are written the way of the platform', () => {
  expect(writeShortcut('Mod++', false)).toBe('Ctrl++');
  expect(writeShortcut('Mod++', true)).toBe('⌘+');
  expect(writeShortcut('Alt+ArrowLeft', false)).toBe('Alt+←');
  expect(writeShortcut('Mod+Shift+P', false)).toBe('Ctrl+Shift+P');
  expect(writeShortcut('Mod+Shift+P', true)).toBe('⇧⌘P');
});

test('a screen shadows a command of the same id while it is mounted', () => {
  const below = command('find', ['F']);
  const above = command('find', ['F']);
  const removeBelow = registerCommands([below]);
  const removeAbove = registerCommands([above]);
  const find = () => availableCommands(useCommandRegistry.getState().commands, context)[0];
  expect(find()).toBe(above);
  removeAbove();
  expect(find()).toBe(below);
  removeBelow();
  expect(useCommandRegistry.getState().commands).toEqual([]);
});

test.each<[string, Partial<KeyPress>, string | null]>([
  ['k', { ctrlKey: true, code: 'KeyK' }, 'Mod+K'],
  ['ㅏ', { ctrlKey: true, code: 'KeyK' }, 'Mod+K'],
  ['P', { ctrlKey: true, shiftKey: true, code: 'KeyP' }, 'Mod+Shift+P'],
  ['F1', {}, 'F1'],
  ['?', { shiftKey: true, code: 'Slash' }, '?'],
  ['+', { shiftKey: true, code: 'Equal' }, '+'],
  ['+', { ctrlKey: true, code: 'NumpadAdd' }, 'Mod++'],
  ['Control', { ctrlKey: true }, null],
  // The right Alt of a Korean keyboard, a syllable in the making, a key of Windows.
  ['HangulMode', {}, null],
  ['Process', { code: 'KeyG' }, null],
  ['g', { metaKey: true, code: 'KeyG' }, null],
])('pressing %s with %j is the shortcut %s, which it then matches', (key, extra, text) => {
  const pressed = press('', { key, ...extra });
  expect(shortcutOf(pressed, false)).toBe(text);
  if (text !== null) expect(matchesShortcut(text, pressed, false)).toBe(true);
});

test('a shortcut of the user takes the place of the default ones, and can be none', () => {
  const all = [command('a', ['F1', 'Mod+K']), command('b', ['X'])];
  const own = { a: 'Y', b: '' };
  expect(commandForKey(all, press('y'), context, own)?.id).toBe('a');
  expect([press('F1'), press('x')].map((key) => commandForKey(all, key, context, own))).toEqual([null, null]);
});

test('rivals are those that a key would mean in the same place', () => {
  const all = [command('topics.create', ['C']), command('connections.add', ['C']), command('go.1', ['1'])];
  const rivals = (id: string, shortcut: string, own = {}) =>
    rivalsOf({ id }, shortcut, all, own).map((one) => one.id);
  expect(rivals('topics.create', 'C')).toEqual([]);
  expect(rivals('topics.create', '1')).toEqual(['go.1']);
  expect(rivals('go.1', 'C')).toEqual(['topics.create', 'connections.add']);
  expect(rivals('go.1', 'C', { 'topics.create': '', 'connections.add': 'N' })).toEqual([]);
});

test('a key that the browser keeps, or that tables and fields need, is given to no command', () => {
  const keepers = (shortcut: string) =>
    (['browser', 'electron'] as const).flatMap((host) =>
      [false, true].map((apple) => keeperOf(shortcut, { host, apple })),
    );
  expect(keepers('Mod+W')).toEqual(['browser', 'browser', null, null]);
  expect(keepers('Mod+PageDown')).toEqual(['browser', null, null, null]);
  expect(keepers('Mod+Q')).toEqual([null, 'browser', null, 'browser']);
  expect(keepers('Enter')).toEqual(['page', 'page', 'page', 'page']);
  expect(keepers('Mod+C')).toEqual(['page', 'page', 'page', 'page']);
  expect(keepers('Mod+Enter')).toEqual([null, null, null, null]);
  expect(keepers('G')).toEqual([null, null, null, null]);
});

test('no screen has a shortcut that the settings do not know', () => {
  const root = join(import.meta.dirname, '..', '..');
  const owners = ['features', 'ui'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
      (name) =>
        /(?<!test)\.tsx?$/.test(name) &&
        /\bshortcuts: \[/.test(readFileSync(join(root, folder, name), 'utf8')),
    ),
  );
  expect(owners).toEqual([]);
});
