import { crc32 } from 'node:zlib';

/**
 * A record of the load says who sent it, its number there, where it belongs, and a digest of itself, in text:
 * `producer sequence partition digest padding`. The digest is the CRC-32 of the text without it, in hex. Every client
 * program writes the same bytes for the same numbers.
 */
export interface LoadRecord {
  readonly producer: number;
  readonly sequence: number;
  readonly partition: number;
}

/** Producers are numbered from 1; sequences count one producer's records over all partitions. */
const SEQUENCES_PER_PRODUCER = 1e10;
const PADDING_BYTES = 400;

/** The number by which the checker knows a record. */
export function valueOf({ producer, sequence }: Pick<LoadRecord, 'producer' | 'sequence'>): number {
  return producer * SEQUENCES_PER_PRODUCER + sequence;
}

export function encodeRecord({ producer, sequence, partition }: LoadRecord): string {
  const padding = 'x'.repeat((sequence * 7919) % PADDING_BYTES);
  const digest = crc32(`${producer} ${sequence} ${partition} ${padding}`).toString(16);
  return `${producer} ${sequence} ${partition} ${digest} ${padding}`;
}

/** Undefined for bytes that no producer of the load has sent. */
export function decodeRecord(bytes: Buffer): LoadRecord | undefined {
  const text = bytes.toString('latin1');
  const [producer, sequence, partition] = text.split(' ', 3).map(Number);
  const record = { producer, sequence, partition };
  return text === encodeRecord(record) ? record : undefined;
}

/** What the checker calls a record that cannot be what anybody sent. */
export const DAMAGED_VALUE = -1;
