import { open } from 'node:fs/promises';
import type { Clock } from '../../env/index.ts';
import { pause } from '../services/repeat.ts';

const LOOK_EVERY_MS = 500;

export interface FileNews {
  readonly text: string;
  /** Before what was read. */
  readonly skippedBytes: number;
  /** True: it begins anew, what came before is another file's. */
  readonly whole: boolean;
}

/**
 * Tells the last bytes of a text file, and then what is added, until the signal is aborted. A file that is not there yet is
 * waited for; one that got shorter begins anew.
 */
export async function followFile(
  path: string,
  { clock, signal, lastBytes }: { clock: Clock; signal: AbortSignal; lastBytes: number },
  tell: (news: FileNews) => void,
): Promise<void> {
  let at = -1;
  while (!signal.aborted) {
    const news = await readFrom(path, at, lastBytes);
    if (news !== undefined) {
      at = news.end;
      if (news.whole || news.text !== '') tell(news);
    } else if (at === -1) {
      at = 0;
      tell({ text: '', skippedBytes: 0, whole: true });
    }
    await pause(clock, signal, LOOK_EVERY_MS);
  }
}

async function readFrom(
  path: string,
  at: number,
  lastBytes: number,
): Promise<(FileNews & { readonly end: number }) | undefined> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const anew = at < 0 || size < at;
    const from = anew ? Math.max(0, size - lastBytes) : Math.max(at, size - lastBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    let begin = 0;
    // The first line is cut where reading begins inside of it.
    if (from > 0 && from !== at) begin = Math.min(bytesRead, buffer.indexOf(10) + 1);
    // A line that is being written comes whole the next time.
    const last = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
    const end = Math.max(begin, last);
    const text = buffer.toString('utf8', begin, end);
    return { text, skippedBytes: anew ? from + begin : 0, whole: anew, end: from + end };
  } finally {
    await file.close();
  }
}
