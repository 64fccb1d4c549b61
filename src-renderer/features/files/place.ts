/** What the screen shows, as its address says it. */
import { addressOf } from '../../lib/place.ts';

export interface FilesPlace {
  /** Null: nothing is chosen yet. */
  readonly path: string | null;
  readonly kind: 'log-dir' | 'partition' | 'file';
  /** Of the chosen batch. */
  readonly at: number | null;
  /** In that batch. */
  readonly record: number | null;
}

export function placeOf(query: Readonly<Record<string, string>>): FilesPlace {
  const kind = query.kind === 'log-dir' || query.kind === 'partition' ? query.kind : 'file';
  return { path: query.path ?? null, kind, at: wholeNumber(query.at), record: wholeNumber(query.record) };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export function filesAddress(path: string, kind: FilesPlace['kind']): string {
  return addressOf(['files'], { path, kind });
}

/** A folder's name, or a file's. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Whether a file of this name is a row of batches. */
export function holdsBatches(name: string): boolean {
  return /^\d{20}\.log(\.\w+)?$/.test(name) || /^(\d{20}-\d{10}|bootstrap)\.checkpoint(\.\w+)?$/.test(name);
}
