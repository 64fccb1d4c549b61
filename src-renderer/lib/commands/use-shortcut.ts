import { useSettings } from '../settings.ts';
import { writeShortcut } from './keys.ts';
import { shortcutsOf } from './own.ts';

/** The first shortcut of a command as this platform writes it, for buttons that show it; undefined where it has none. */
export function useShortcut(id: string, defaults: readonly string[]): string | undefined {
  const [shortcut] = shortcutsOf(
    { id, shortcuts: defaults },
    useSettings((state) => state.shortcuts),
  );
  return shortcut === undefined ? undefined : writeShortcut(shortcut);
}
