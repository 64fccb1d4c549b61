import { CorruptIndexError } from './index-file.ts';
import type { LogContext } from './log-context.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';

/**
 * Does something with a segment's indexes. Ones that contradict themselves or the segment are built again from it, once.
 * Throws what `action` throws, and CorruptSegmentError when the segment cannot be read to its end.
 */
export function repairingIndexes<T>(
  { env, pool }: Pick<LogContext, 'env' | 'pool'>,
  segment: Segment,
  indexIntervalBytes: number,
  action: () => T,
): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof CorruptIndexError)) throw error;
    env.log.warn(`${error.message}: building the indexes again`);
    const options = { checkCrc: false, cutBadTail: false, keepTransactionIndex: true };
    segment.rebuild(indexIntervalBytes, pool, options, () => {});
    try {
      return action();
    } catch (again) {
      if (!(again instanceof CorruptIndexError)) throw again;
      throw new CorruptSegmentError(`${segment.log.path} contradicts itself: ${again.message}`);
    }
  }
}
