// A record on its way, whatever it came from. Pure.
import type { PlannedMessage } from '../../contract/index.ts';
import { partitionOfKey } from '../../client/index.ts';
import { payloadOf } from '../messages/payload.ts';

export interface Outgoing {
  /** Of its source, 1 the first. */
  readonly line: number;
  /** Null: by key, or where it fits. */
  readonly partition: number | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
  /** Null: the time of sending. */
  readonly timestampMs: number | bigint | null;
}

const SHOWN_BYTES = 2_000;

/** Key, value and headers, as they count for batches and rates. */
export function outgoingBytes({ key, value, headers }: Outgoing): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers) bytes += header.key.length + (header.value?.length ?? 0);
  return bytes;
}

/** Null: any. */
export function partitionOf({ partition, key }: Outgoing, partitions: number): number | null {
  if (partition !== null) return partition;
  return key === null ? null : partitionOfKey(key, partitions);
}

/** As a screen shows what would be sent. `written`: the message before it was encoded, whose texts are shown. */
export function plannedOf(message: Outgoing, partitions: number, written = message): PlannedMessage {
  const text = (bytes: Buffer | null) => (bytes === null ? null : payloadOf(bytes, SHOWN_BYTES).text);
  return {
    line: message.line,
    partition: partitionOf(message, partitions),
    key: text(written.key),
    value: text(written.value),
    headers: message.headers.map(({ key, value }) => ({ name: key, value: text(value) })),
    timestampMs: message.timestampMs === null ? null : Number(message.timestampMs),
    sizeBytes: outgoingBytes(message),
  };
}
