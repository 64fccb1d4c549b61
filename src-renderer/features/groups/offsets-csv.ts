/** Offsets as `kafka-consumer-groups --from-file` has them: `topic,partition,offset`, a line each; pure. */
import type { GroupPartition } from '../../../src-main/contract/index.ts';

export interface ListedOffset {
  topic: string;
  partition: number;
  offset: number;
}

/** The offsets, and the number of the first line that is none; a heading, empty lines and quotes are fine. */
export function parseOffsets(text: string): { offsets: ListedOffset[]; wrongLine: number | null } {
  const offsets: ListedOffset[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(/[,\t;]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (line.trim() === '' || (index === 0 && !/^\d+$/.test(cells[1] ?? ''))) continue;
    const [topic = '', partition = '', offset = ''] = cells;
    if (topic === '' || !/^\d{1,9}$/.test(partition) || !/^\d{1,15}$/.test(offset))
      return { offsets, wrongLine: index + 1 };
    offsets.push({ topic, partition: Number(partition), offset: Number(offset) });
  }
  return { offsets, wrongLine: null };
}

/** What the group has committed, as that file. */
export function writeOffsets(partitions: readonly GroupPartition[]): string {
  return partitions
    .filter((one) => one.committedOffset !== null)
    .map((one) => `${one.topic},${one.partition},${one.committedOffset}\n`)
    .join('');
}
