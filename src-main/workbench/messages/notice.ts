import { inEnglish, type ReadEvent, type Said } from '../../contract/index.ts';

/** What whoever reads has to know beside the rows, of one partition or (null) of all of it. */
export function noticeOf(partition: number | null, said: Said): ReadEvent {
  return { kind: 'notice', partition, message: inEnglish(said) };
}
