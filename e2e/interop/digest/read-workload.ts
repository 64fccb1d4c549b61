import { readFile } from 'node:fs/promises';
import type { RecordContent } from './digest.ts';

/** The records of a workload file, in order. */
export async function readSlice(path: string): Promise<({ partition: number } & RecordContent)[]> {
  const bytes = await readFile(path);
  const records: ({ partition: number } & RecordContent)[] = [];
  let at = 0;
  const int32 = () => bytes.readInt32BE((at += 4) - 4);
  const nullable = () => {
    const length = int32();
    return length < 0 ? null : bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const partition = int32();
    const key = nullable();
    const value = nullable();
    const headers = Array.from(
      { length: int32() },
      () => [nullable()!.toString('utf8'), nullable()] as const,
    );
    records.push({ partition, key, value, headers });
  }
  return records;
}
