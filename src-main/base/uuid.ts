/** A 128-bit id in Kafka's text form: 22 characters of URL-safe base64 without padding. */
export type Uuid = string;

export const ZERO_UUID: Uuid = 'AAAAAAAAAAAAAAAAAAAAAA';
/** The id of `__cluster_metadata` (KRaft): (0, 1). */
export const METADATA_TOPIC_ID: Uuid = 'AAAAAAAAAAAAAAAAAAAAAQ';

/** Reserved directory ids (DirectoryId): MIGRATING (0,0), UNASSIGNED (0,1), LOST (0,2). */
export const DIRECTORY_MIGRATING: Uuid = ZERO_UUID;
export const DIRECTORY_UNASSIGNED: Uuid = 'AAAAAAAAAAAAAAAAAAAAAQ';
export const DIRECTORY_LOST: Uuid = 'AAAAAAAAAAAAAAAAAAAAAg';

/** High 64 bits zero, and low ones below 100 (DirectoryId.reserved). */
export function isReservedDirectory(id: Uuid): boolean {
  const bytes = Buffer.from(id, 'base64url');
  return bytes.readBigInt64BE(0) === 0n && bytes.readBigUInt64BE(8) < 100n;
}

export function uuidToBytes(uuid: Uuid): Buffer {
  return Buffer.from(uuid, 'base64url');
}

export function uuidFromBytes(bytes: Buffer, start = 0): Uuid {
  return bytes.toString('base64url', start, start + 16);
}

/** Whether the text is a 16-byte id in Kafka's form. */
export function isUuid(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}[AQgw]$/.test(text);
}

/**
 * A random (version 4) id. Ids that begin with `-` are drawn again, since command lines take them for
 * options, and so are the reserved ones (Uuid.randomUuid).
 */
export function randomUuid(randomBytes: (size: number) => Uint8Array): Uuid {
  for (;;) {
    const bytes = Buffer.from(randomBytes(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const uuid = uuidFromBytes(bytes);
    if (!uuid.startsWith('-')) return uuid;
  }
}
