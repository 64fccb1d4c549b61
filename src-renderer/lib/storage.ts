/**
 * What the workbench remembers of itself between sessions (layout, settings, column widths). Refused or broken storage
 * is not an error of the user's: reading then gives the fallback, writing is dropped.
 */
const PREFIX = 'sluice.';

/** The value stored under a key, or `fallback` when there is none that `isValid` accepts. */
export function recall<T>(key: string, fallback: T, isValid: (value: unknown) => boolean = () => true): T {
  try {
    const text = globalThis.localStorage?.getItem(PREFIX + key);
    if (text === null || text === undefined) return fallback;
    const value: unknown = JSON.parse(text);
    return isValid(value) ? (value as T) : fallback;
  } catch {
    return fallback;
  }
}

/** Stores a JSON value under a key. */
export function remember(key: string, value: unknown): void {
  try {
    globalThis.localStorage?.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the memory of a layout, nothing else.
  }
}
