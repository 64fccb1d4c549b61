/** Keys that no command can have: the browser or the system keeps them, or every page needs them. Pure. */
import { isApple } from './keys.ts';

/** Who needs it: `browser` never gives it to a page, `page` moves, chooses or edits by it. */
export type Keeper = 'browser' | 'page';

/** Without Ctrl, Alt or ⌘: tables, menus, buttons and fields are used by them. */
const OF_THE_PAGE = [
  ...['Enter', ' ', 'Tab', 'Escape', 'Backspace', 'Delete', 'Insert', 'ContextMenu'],
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'],
];
const PAGE: ReadonlySet<string> = new Set([
  ...OF_THE_PAGE,
  ...OF_THE_PAGE.map((key) => `Shift+${key}`),
  'Shift+F10',
  ...['A', 'C', 'V', 'X', 'Y', 'Z', 'Shift+V', 'Shift+Z'].map((key) => `Mod+${key}`),
]);

const TABS_AND_WINDOWS = ['N', 'T', 'W', 'Shift+N', 'Shift+T', 'Shift+W', 'Tab', 'Shift+Tab'];
const BROWSER: ReadonlySet<string> = new Set([
  ...TABS_AND_WINDOWS.map((key) => `Mod+${key}`),
  ...['Mod+PageUp', 'Mod+PageDown', 'Alt+F4', 'F11'],
]);
const BROWSER_ON_APPLE: ReadonlySet<string> = new Set([
  ...[...TABS_AND_WINDOWS, 'Q', 'Shift+Q', 'H', 'M', ' '].map((key) => `Mod+${key}`),
  ...['Ctrl+Tab', 'Ctrl+Shift+Tab'],
]);
/** What the system keeps where there is no browser around the page. */
const SYSTEM: ReadonlySet<string> = new Set(['Alt+F4']);
const SYSTEM_ON_APPLE: ReadonlySet<string> = new Set([
  'Mod+Q',
  'Mod+Shift+Q',
  'Mod+H',
  'Mod+M',
  'Mod+Tab',
  'Mod+ ',
]);

/** Who keeps a shortcut from being given to a command; null: nobody. */
export function keeperOf(
  shortcut: string,
  { host, apple = isApple }: { host: 'electron' | 'browser'; apple?: boolean },
): Keeper | null {
  if (PAGE.has(shortcut)) return 'page';
  const kept = host === 'browser' ? (apple ? BROWSER_ON_APPLE : BROWSER) : apple ? SYSTEM_ON_APPLE : SYSTEM;
  return kept.has(shortcut) ? 'browser' : null;
}
