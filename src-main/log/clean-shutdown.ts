import type { Disk } from '../env/index.ts';
import { replaceFile } from './checkpoint-file.ts';

const FILE_NAME = '.kafka_cleanshutdown';

/**
 * Reads Kafka's marker of a clean stop and removes it at once, so that a crash while loading counts as one.
 * Undefined: there was none. The broker epoch is -1 in the empty marker of old releases.
 */
export function takeCleanShutdownMarker(disk: Disk, directory: string): { brokerEpoch: number } | undefined {
  const path = `${directory}/${FILE_NAME}`;
  const text = disk.readFile(path)?.toString();
  if (text === undefined) return undefined;
  disk.remove(path);
  disk.syncDirectory(directory);
  const brokerEpoch = /"brokerEpoch"\s*:\s*(-?\d+)/.exec(text)?.[1];
  return { brokerEpoch: brokerEpoch === undefined ? -1 : Number(brokerEpoch) };
}

export function writeCleanShutdownMarker(disk: Disk, directory: string, brokerEpoch: number): void {
  replaceFile(disk, `${directory}/${FILE_NAME}`, JSON.stringify({ version: 0, brokerEpoch }));
}
