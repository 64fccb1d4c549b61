/**
 * What the workbench remembers of itself between sessions (layout, settings, column widths). Refused or broken storage
 * is not an error of the user's: reading then gives the fallback, writing is dropped.
 */
const PREFIX = 'sluice.';

/** The value stored under a key, or `fallback` when there is none that `isValid` accepts. */
export function recall<T>(key: string, fallback: T, isValid?: (value: unknown) => boolean): T {
  return read(() => globalThis.localStorage, key, fallback, isValid);
}

/** The same of what each window has for itself: what this one kept, and in a new one what the last one did. */
export function recallOfWindow<T>(key: string, fallback: T, isValid?: (value: unknown) => boolean): T {
  return read(() => globalThis.sessionStorage, key, recall(key, fallback, isValid), isValid);
}

function read<T>(
  storageOf: () => Storage | undefined,
  key: string,
  fallback: T,
  isValid: (value: unknown) => boolean = () => true,
): T {
  try {
    const text = storageOf()?.getItem(PREFIX + key);
    if (text === null || text === undefined) return fallback;
    const value: unknown = JSON.parse(text);
    return isValid(value) ? (value as T) : fallback;
  } catch {
    return fallback;
  }
}

/** Calls back when another window of the same browser has stored something under a key; returns how to stop. */
export function onRemembered(key: string, listener: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === PREFIX + key) listener();
  };
  addEventListener('storage', onStorage);
  return () => removeEventListener('storage', onStorage);
}

/** Stores a JSON value under a key. */
export function remember(key: string, value: unknown): void {
  write(() => globalThis.localStorage, key, value);
}

const SOON_MS = 400;
const soon = new Map<string, unknown>();
let resting: ReturnType<typeof setTimeout> | undefined;

/** Stores it when nobody has asked for that a while, or when the page goes: for what is large and changes with each key. */
export function rememberSoon(key: string, value: unknown): void {
  soon.set(key, value);
  clearTimeout(resting);
  resting = setTimeout(rememberNow, SOON_MS);
}

function rememberNow(): void {
  clearTimeout(resting);
  for (const [key, value] of soon) remember(key, value);
  soon.clear();
}

globalThis.addEventListener?.('pagehide', rememberNow);

/** Stores it for this window, and for the next new one: the last window that stores it is the one that comes back. */
export function rememberOfWindow(key: string, value: unknown): void {
  write(() => globalThis.sessionStorage, key, value);
  remember(key, value);
}

function write(storageOf: () => Storage | undefined, key: string, value: unknown): void {
  try {
    storageOf()?.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the memory of a layout, nothing else.
    forget(storageOf, key);
  }
}

/** What is stored is older than what found no room, and must not come back in its place. */
function forget(storageOf: () => Storage | undefined, key: string): void {
  try {
    storageOf()?.removeItem(PREFIX + key);
  } catch {
    // A forbidden storage has nothing.
  }
}
