import type { Disk } from '../env/index.ts';

/**
 * Replaces a small file so that after a crash or power loss it holds either the old content or the new: written
 * aside, fsynced, renamed. `syncDirectory` makes the name last too, where the new content must not be lost again.
 */
export function replaceDurably(
  disk: Disk,
  path: string,
  chunks: readonly Uint8Array[],
  { temporarySuffix = '.tmp', syncDirectory = true } = {},
): void {
  const temporary = path + temporarySuffix;
  const file = disk.open(temporary, 'create');
  try {
    file.write(chunks, 0);
    file.sync();
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
  if (syncDirectory) disk.syncDirectory(path.slice(0, path.lastIndexOf('/')));
}

/** The same off the thread: resolves when the new content would survive a power loss. */
export async function replaceDurablyLater(
  disk: Disk,
  path: string,
  chunks: readonly Uint8Array[],
): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = disk.open(temporary, 'create');
  try {
    file.write(chunks, 0);
    await file.syncLater();
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
  await disk.syncDirectoryLater(path.slice(0, path.lastIndexOf('/')));
}
