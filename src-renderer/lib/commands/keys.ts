/** Shortcuts as text ("Mod+Shift+P"): matching keyboard events and writing them for the platform at hand. */

/** True on Apple platforms, where Mod is ⌘. */
export const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

/** The parts of a KeyboardEvent a shortcut looks at. */
export interface KeyPress {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The modifiers of a shortcut and its key, which may itself be a plus. */
function partsOf(shortcut: string): { modifiers: string[]; key: string } {
  const at = shortcut.slice(0, -1).lastIndexOf('+');
  return { modifiers: at < 0 ? [] : shortcut.slice(0, at).split('+'), key: shortcut.slice(at + 1) };
}

/** Whether a key press is the shortcut; Mod means ⌘ on Apple platforms and Ctrl elsewhere. */
export function matchesShortcut(shortcut: string, press: KeyPress, apple: boolean = isApple): boolean {
  const { modifiers, key } = partsOf(shortcut);
  const wants = new Set(modifiers);
  const mod = wants.has('Mod');
  if (press.ctrlKey !== (wants.has('Ctrl') || (mod && !apple))) return false;
  if (press.metaKey !== (mod && apple)) return false;
  if (press.altKey !== wants.has('Alt')) return false;
  const letterOrNamed = /^([A-Z]|\w\w+)$/.test(key);
  // Punctuation is matched by what it types, with or without the Shift a layout needs for it.
  if (letterOrNamed && press.shiftKey !== wants.has('Shift')) return false;
  if (press.key.toLowerCase() === key.toLowerCase()) return true;
  // With Alt held, or under a Korean keyboard, `key` is not the Latin letter; the physical key still is.
  return press.code === `Key${key}` || press.code === `Digit${key}`;
}

/** Keys that are none by themselves: they change what others mean, or belong to an input method. */
const NO_KEYS: ReadonlySet<string> = new Set([
  ...['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'Fn', 'FnLock', 'Hyper', 'Super', 'OS', 'Symbol'],
  ...['CapsLock', 'NumLock', 'ScrollLock', 'SymbolLock', 'Unidentified'],
  ...['Process', 'Dead', 'Compose', 'HangulMode', 'HanjaMode', 'JunjaMode', 'KanaMode', 'KanjiMode'],
  ...['Convert', 'NonConvert', 'ModeChange', 'Eisu', 'Hankaku', 'Hiragana', 'Katakana', 'Romaji', 'Zenkaku'],
]);

/** The shortcut that a key press is, or null for one that can be none: nothing but modifiers, a key of the system. */
export function shortcutOf(press: KeyPress, apple: boolean = isApple): string | null {
  if (NO_KEYS.has(press.key)) return null;
  // The key with the window on it is the system's.
  if (!apple && press.metaKey) return null;
  // The physical key for letters and digits: with Alt, or under a Korean keyboard, they type something else.
  const physical = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code ?? '');
  const key =
    physical?.[1] ?? physical?.[2] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key);
  const isMod = apple ? press.metaKey : press.ctrlKey;
  const named = /^([A-Z]|\w\w+)$/.test(key);
  return [
    isMod ? 'Mod' : '',
    apple && press.ctrlKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    press.shiftKey && named ? 'Shift' : '',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

/** True for shortcuts that would type into a field: no Ctrl, Alt or ⌘, and not a function key. */
export function isSingleKey(shortcut: string): boolean {
  return !/(Mod|Ctrl|Alt)\+/.test(shortcut) && !/^(Shift\+)?F\d+$/.test(shortcut);
}

/** The shortcut as this platform writes it: ⇧⌘P or Ctrl+Shift+P. */
export function writeShortcut(shortcut: string, apple: boolean = isApple): string {
  const { modifiers, key } = partsOf(shortcut);
  if (!apple)
    return [...modifiers.map((part) => (part === 'Mod' ? 'Ctrl' : part)), withArrows(key)].join('+');
  const symbols: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Enter: '↩' };
  const order = ['Ctrl', 'Alt', 'Shift', 'Mod'];
  const sorted = modifiers.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return withArrows([...sorted, key].map((part) => symbols[part] ?? part).join(''));
}

function withArrows(text: string): string {
  return text.replace('ArrowLeft', '←').replace('ArrowRight', '→');
}
