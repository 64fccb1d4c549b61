/** What producers may and may not send, as bytes: the same for Apache Kafka and Sluice. */
import { seededRandom } from '../../../src-main/base/index.ts';
import {
  BATCH_HEADER_BYTES,
  BatchField,
  type BatchOptions,
  buildBatch,
  type CodecName,
  computeBatchCrc,
  type RecordInput,
} from '../../../src-main/wire/index.ts';

export interface Sent {
  readonly what: string;
  readonly records: Buffer | null;
  readonly acks?: 0 | 1 | -1 | 2;
  /** Kafka fails where it should refuse (UNKNOWN_SERVER_ERROR); Sluice says INVALID_RECORD. */
  readonly kafkaStumbles?: boolean;
  /** Of Produce; 12 unless given. */
  readonly version?: number;
}

/** One topic of one partition, and what is sent to it, in this order. */
export interface RuleCase {
  readonly name: string;
  readonly configs?: Readonly<Record<string, string>>;
  readonly sent: readonly Sent[];
  /** The broker compresses anew: how well is up to the library, so that records are compared and not bytes. */
  readonly recompressed?: boolean;
}

export const CODECS: readonly CodecName[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const HOUR_MS = 3_600_000;
const PRODUCER = { producerId: 4_711, producerEpoch: 3 } as const;

const record = (value: string | null, rest: Partial<RecordInput> = {}): RecordInput => ({
  key: Buffer.from('key'),
  value: value === null ? null : Buffer.from(value),
  ...rest,
});

/** The batch with other bytes, and a CRC that fits unless `crc` says otherwise. */
function changed(
  batch: Buffer,
  change: (bytes: Buffer) => void,
  crc: 'right' | 'as it was' = 'right',
): Buffer {
  const bytes = Buffer.from(batch);
  change(bytes);
  if (crc === 'right') bytes.writeUInt32BE(computeBatchCrc(bytes), BatchField.crc);
  return bytes;
}

export function ruleCases(nowMs: number): RuleCase[] {
  const batch = (records: readonly RecordInput[], options: Partial<BatchOptions> = {}) =>
    buildBatch(records, { timestamp: nowMs, ...options });
  const three = (options: Partial<BatchOptions> = {}) =>
    batch([record('a'), record('b'), record('c')], options);
  const at = (timestamps: readonly number[], options: Partial<BatchOptions> = {}) =>
    batch(
      timestamps.map((timestamp, index) => record(`at ${index}`, { timestamp })),
      options,
    );
  const keyed = (keys: readonly (string | null)[], options: Partial<BatchOptions> = {}) =>
    batch(
      keys.map((key, index) => ({
        key: key === null ? null : Buffer.from(key),
        value: Buffer.from(`${index}`),
      })),
      options,
    );
  const random = seededRandom(4_711);
  const words = Array.from({ length: 300 }, () => Math.floor(random() * 1e9).toString(36));
  const text = () => Array.from({ length: 300 }, () => words[Math.floor(random() ** 2 * 300)]).join(' ');
  const texts = [text(), text()];
  const long = (options: Partial<BatchOptions> = {}) =>
    batch(
      texts.map((value) => record(value)),
      options,
    );
  /** 4 kB that next to nothing is left of. */
  const easy = (options: Partial<BatchOptions> = {}) =>
    batch([record('long '.repeat(400)), record('text '.repeat(400))], options);
  /** An uncompressed batch of exactly so many bytes. */
  const ofSize = (sizeBytes: number) => {
    for (let length = sizeBytes - BATCH_HEADER_BYTES - 20; ; length++) {
      const bytes = batch([record('x'.repeat(length))]);
      if (bytes.length === sizeBytes) return bytes;
    }
  };
  const numbered = (baseSequence: number, count = 1, rest: Partial<BatchOptions> = {}) =>
    batch(
      Array.from({ length: count }, (_, index) => record(`sequence ${baseSequence + index}`)),
      { ...PRODUCER, baseSequence, ...rest },
    );
  const int16 = (field: number, value: number) => (bytes: Buffer) => void bytes.writeInt16BE(value, field);
  const int32 = (field: number, value: number) => (bytes: Buffer) => void bytes.writeInt32BE(value, field);
  const int64 = (field: number, value: bigint) => (bytes: Buffer) => void bytes.writeBigInt64BE(value, field);
  const withCodecs = (what: string, make: (codec: CodecName) => Buffer): Sent[] =>
    CODECS.map((codec) => ({ what: `${what}, ${codec}`, records: make(codec) }));

  const timestamps = withCodecs('out of order', (codec) => at([nowMs - 5, nowMs, nowMs - 9], { codec }));
  const bounds: Sent[] = [
    { what: 'all within', records: at([nowMs - HOUR_MS / 2, nowMs]) },
    { what: 'the second too old', records: at([nowMs, nowMs - 2 * HOUR_MS, nowMs]) },
    { what: 'the first and third too new', records: at([nowMs + 2 * HOUR_MS, nowMs, nowMs + 3 * HOUR_MS]) },
    { what: 'too old and too new', records: at([nowMs - 2 * HOUR_MS, nowMs + 2 * HOUR_MS]) },
    { what: 'no timestamp', records: at([-1]) },
    ...withCodecs('the second too old', (codec) => at([nowMs, nowMs - 2 * HOUR_MS], { codec })),
    ...[7, 8].map((version) => ({
      what: `too old, Produce v${version}`,
      records: at([nowMs - 2 * HOUR_MS]),
      version,
    })),
  ];
  return [
    { name: 'create time', configs: { 'message.timestamp.type': 'CreateTime' }, sent: timestamps },
    {
      name: 'append time',
      configs: { 'message.timestamp.type': 'LogAppendTime' },
      sent: [
        ...timestamps,
        { what: 'marked as append time', records: three({ logAppendTime: true }) },
        { what: 'acks 1', records: three(), acks: 1 },
        { what: 'old', records: at([1, 2]) },
      ],
    },
    {
      name: 'append time, compressed anew',
      configs: { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'lz4' },
      sent: timestamps,
      recompressed: true,
    },
    {
      name: 'marked as append time',
      sent: withCodecs('three records', (codec) => three({ codec, logAppendTime: true })),
    },
    {
      name: 'bounds of timestamps',
      configs: {
        'message.timestamp.before.max.ms': String(HOUR_MS),
        'message.timestamp.after.max.ms': String(HOUR_MS),
      },
      sent: bounds,
    },
    {
      name: 'bounds of timestamps, append time',
      configs: {
        'message.timestamp.type': 'LogAppendTime',
        'message.timestamp.before.max.ms': String(HOUR_MS),
        'message.timestamp.after.max.ms': String(HOUR_MS),
      },
      sent: bounds.slice(0, 4),
    },
    ...['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'].map((wanted): RuleCase => ({
      name: `compression ${wanted}`,
      configs: { 'compression.type': wanted },
      sent: withCodecs('long text', (codec) => long({ codec })),
      recompressed: wanted !== 'producer',
    })),
    ...(
      [
        ['gzip', 1],
        ['gzip', 9],
        ['lz4', 9],
        ['zstd', -5],
        ['zstd', 19],
      ] as const
    ).map(([codec, level]): RuleCase => ({
      name: `${codec} at level ${level}`,
      configs: { 'compression.type': codec, [`compression.${codec}.level`]: String(level) },
      sent: [
        { what: 'long text', records: long() },
        { what: 'long text, idempotent', records: long({ ...PRODUCER, baseSequence: 0 }) },
      ],
      recompressed: true,
    })),
    {
      name: 'largest batch',
      configs: { 'max.message.bytes': '1000' },
      sent: [
        ...[999, 1_000, 1_001].map((size) => ({ what: `${size} bytes`, records: ofSize(size) })),
        { what: 'small, but long when it is not compressed', records: easy({ codec: 'zstd' }) },
      ],
    },
    {
      name: 'largest batch, uncompressed',
      configs: { 'max.message.bytes': '1000', 'compression.type': 'uncompressed' },
      sent: withCodecs('4 kB', (codec) => easy({ codec })),
      recompressed: true,
    },
    {
      name: 'largest batch, gzip',
      configs: { 'max.message.bytes': '1000', 'compression.type': 'gzip' },
      sent: withCodecs('4 kB', (codec) => easy({ codec })),
      recompressed: true,
    },
    {
      name: 'larger than a segment',
      configs: { 'segment.bytes': String(1 << 20), 'max.message.bytes': String(4 << 20) },
      sent: [{ what: '1 MiB and one byte', records: ofSize((1 << 20) + 1) }],
    },
    {
      name: 'compacted',
      configs: { 'cleanup.policy': 'compact' },
      sent: [
        { what: 'keys', records: keyed(['a', '', 'b']) },
        { what: 'the second without a key', records: keyed(['a', null, 'b']) },
        { what: 'none with a key', records: keyed([null, null]) },
        { what: 'a tombstone', records: batch([record(null)]) },
        ...withCodecs('the last without a key', (codec) => keyed(['a', 'b', null], { codec })),
        { what: 'no key and acks 1', records: keyed([null]), acks: 1 },
      ],
    },
    {
      name: 'compacted, with bounds',
      configs: { 'cleanup.policy': 'compact,delete', 'message.timestamp.before.max.ms': String(HOUR_MS) },
      sent: [
        {
          what: 'no key, and another too old',
          records: batch([record('a', { key: null }), record('b', { timestamp: nowMs - 2 * HOUR_MS })]),
        },
        {
          what: 'no key and too old at once',
          records: batch([record('a', { key: null, timestamp: nowMs - 2 * HOUR_MS })]),
        },
      ],
    },
    {
      name: 'damaged',
      sent: [
        { what: 'no bytes', records: Buffer.alloc(0) },
        { what: '11 bytes', records: three().subarray(0, 11) },
        { what: '16 bytes', records: three().subarray(0, 16) },
        { what: '40 bytes', records: three().subarray(0, 40) },
        { what: 'cut off', records: three().subarray(0, -1) },
        { what: 'one byte more', records: Buffer.concat([three(), Buffer.from([0])]) },
        { what: 'two batches', records: Buffer.concat([three(), three()]) },
        { what: 'wrong CRC', records: changed(three(), int32(BatchField.crc, 1), 'as it was') },
        {
          what: 'a record changed',
          records: changed(
            three(),
            (bytes) => void bytes.fill('z', bytes.length - 2, bytes.length - 1),
            'as it was',
          ),
        },
        ...[0, 1, 3].map((magic) => ({
          what: `magic ${magic}`,
          records: changed(three(), (bytes) => void bytes.writeInt8(magic, BatchField.magic), 'as it was'),
        })),
        { what: 'too short a length', records: changed(three(), int32(8, 48), 'as it was') },
        { what: 'a negative length', records: changed(three(), int32(8, -1), 'as it was') },
      ],
    },
    {
      name: 'wrong headers',
      sent: [
        { what: 'base offset 5', records: changed(three(), int64(BatchField.baseOffset, 5n)) },
        {
          what: 'last offset delta too small',
          records: changed(three(), int32(BatchField.lastOffsetDelta, 1)),
        },
        {
          what: 'last offset delta too large',
          records: changed(three(), int32(BatchField.lastOffsetDelta, 3)),
        },
        {
          what: 'two records fewer than it says',
          records: changed(three(), (bytes) => {
            bytes.writeInt32BE(5, BatchField.recordCount);
            bytes.writeInt32BE(4, BatchField.lastOffsetDelta);
          }),
        },
        {
          what: 'a record more than it says',
          records: changed(three(), (bytes) => {
            bytes.writeInt32BE(2, BatchField.recordCount);
            bytes.writeInt32BE(1, BatchField.lastOffsetDelta);
          }),
        },
        {
          what: 'no records',
          records: changed(batch([]), (bytes) => {
            bytes.writeInt32BE(0, BatchField.recordCount);
            bytes.writeInt32BE(0, BatchField.lastOffsetDelta);
          }),
        },
        { what: 'negative count', records: changed(three(), int32(BatchField.recordCount, -1)) },
        { what: 'offsets with a hole', records: batch([record('a'), record('b')], { offsetDeltas: [0, 2] }) },
        { what: 'control', records: changed(three(), int16(BatchField.attributes, 0x20)) },
        ...[5, 6, 7].map((codec) => ({
          what: `codec ${codec}`,
          kafkaStumbles: true,
          records: changed(three(), int16(BatchField.attributes, codec)),
        })),
        ...[1, 2, 3, 4].map((codec) => ({
          what: `not really ${CODECS[codec]}`,
          kafkaStumbles: true,
          records: changed(three(), int16(BatchField.attributes, codec)),
        })),
        { what: 'wrong largest timestamp', records: changed(three(), int64(BatchField.maxTimestamp, 12n)) },
        {
          what: 'wrong largest timestamp, lz4',
          records: changed(three({ codec: 'lz4' }), int64(BatchField.maxTimestamp, 12n)),
        },
        {
          what: 'a record of negative length',
          records: changed(
            three(),
            (bytes) => void bytes.fill(1, BATCH_HEADER_BYTES, BATCH_HEADER_BYTES + 1),
          ),
        },
        { what: 'delete horizon', records: changed(three(), int16(BatchField.attributes, 0x40)) },
        { what: 'an unused attribute', records: changed(three(), int16(BatchField.attributes, 0x80)) },
        { what: 'leader epoch 77', records: changed(three(), int32(BatchField.leaderEpoch, 77)) },
      ],
    },
    {
      name: 'sequences',
      sent: [
        { what: '0', records: numbered(0) },
        { what: '1 and 2', records: numbered(1, 2) },
        { what: '1 and 2 again', records: numbered(1, 2) },
        { what: '0 again', records: numbered(0) },
        { what: '2 again, but alone', records: numbered(2) },
        { what: '5, which is too far', records: numbered(5) },
        { what: '3', records: numbered(3) },
        { what: '4 under an older epoch', records: numbered(4, 1, { producerEpoch: 2 }) },
        { what: '4 under a newer epoch', records: numbered(4, 1, { producerEpoch: 4 }) },
        { what: '0 under a newer epoch', records: numbered(0, 1, { producerEpoch: 4 }) },
        { what: 'another producer that begins with 7', records: numbered(7, 1, { producerId: 4_712 }) },
        { what: 'a producer without a sequence', records: numbered(-1) },
        { what: 'a producer without an epoch', records: numbered(0, 1, { producerEpoch: -1 }) },
        {
          what: 'a sequence without a producer',
          records: numbered(0, 1, { producerId: -1, producerEpoch: -1 }),
        },
        { what: 'the largest sequence', records: numbered(2_147_483_647, 1, { producerId: 4_713 }) },
        { what: 'after the largest comes 0', records: numbered(0, 1, { producerId: 4_713 }) },
        { what: 'over the largest', records: numbered(2_147_483_646, 4, { producerId: 4_714 }) },
        { what: 'after over the largest', records: numbered(2, 1, { producerId: 4_714 }) },
        { what: 'acks 1', records: numbered(1, 1, { producerEpoch: 4 }), acks: 1 },
        { what: 'acks 1 again', records: numbered(1, 1, { producerEpoch: 4 }), acks: 1 },
      ],
    },
    {
      name: 'acks',
      sent: [
        { what: 'acks 0', records: three(), acks: 0 },
        { what: 'acks 1', records: three(), acks: 1 },
        { what: 'acks -1', records: three(), acks: -1 },
        { what: 'acks 2', records: three(), acks: 2 },
        {
          what: 'acks 0 and a wrong CRC',
          records: changed(three(), int32(BatchField.crc, 1), 'as it was'),
          acks: 0,
        },
        { what: 'acks 0 once more', records: three(), acks: 0 },
        ...[3, 5, 7, 8, 9, 10, 11].map((version) => ({ what: `v${version}`, records: three(), version })),
        { what: 'zstd in v6', records: three({ codec: 'zstd' }), version: 6 },
      ],
    },
  ];
}
