import {
  batchHolding,
  fetchAt,
  type KafkaClient,
  KafkaError,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import { type MessageDetail, say } from '../../contract/index.ts';
import {
  batchBaseOffset,
  batchBaseSequence,
  batchCodec,
  batchCrc,
  batchFault,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchLeaderEpoch,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  codecName,
  type LogRecord,
  readRecords,
} from '../../wire/index.ts';
import type { Decoding } from '../decoding/index.ts';
import { type Failure, notFound } from '../router/index.ts';
import { messageRow } from './row.ts';

export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The text of a detail is cut later than a row's. */
const DETAIL_BYTES = 1024 * 1024;
/** One record with the batch it came in, its bytes whole unless `maxBytes` are enough, and all its headers unless `maxHeaders` are. Throws a Failure 'not-found' when the log has nothing there. */
export async function messageDetail(
  client: KafkaClient,
  place: Place,
  decoding: Decoding,
  { maxBytes, maxHeaders = Infinity }: { maxBytes?: number; maxHeaders?: number } = {},
): Promise<MessageDetail> {
  const { partition } = place;
  const { record, bytes, at } = await recordAt(client, place);
  const fault = batchFault(bytes, at, bytes.length);
  await decoding.prepare([record]);
  return {
    ...messageRow(
      record,
      { partition, appendTime: batchIsLogAppendTime(bytes, at), fate: undefined, decoding },
      Math.min(DETAIL_BYTES, maxBytes ?? DETAIL_BYTES),
      maxHeaders,
    ),
    explained: { key: decoding.explain(record, 'key'), value: decoding.explain(record, 'value') },
    keyBase64: record.key?.subarray(0, maxBytes).toString('base64') ?? null,
    valueBase64: record.value?.subarray(0, maxBytes).toString('base64') ?? null,
    headersBase64: record.headers
      .slice(0, maxHeaders)
      .map(({ value }) => value?.subarray(0, maxBytes).toString('base64') ?? null),
    batch: {
      baseOffset: batchBaseOffset(bytes, at),
      lastOffset: batchLastOffset(bytes, at),
      sizeBytes: batchSizeBytes(bytes, at),
      compression: codecName(batchCodec(bytes, at)) ?? 'none',
      leaderEpoch: batchLeaderEpoch(bytes, at),
      producerId: batchProducerId(bytes, at),
      producerEpoch: batchProducerEpoch(bytes, at),
      baseSequence: batchBaseSequence(bytes, at),
      transactional: batchIsTransactional(bytes, at),
      control: batchIsControl(bytes, at),
      crc: batchCrc(bytes, at),
      crcValid: fault === undefined,
      records: batchRecordCount(bytes, at),
    },
  };
}

/** The record and the batch that it came in. Throws a Failure 'not-found' when the log has nothing there. */
export async function recordAt(
  client: KafkaClient,
  place: Place,
): Promise<{ readonly record: LogRecord; readonly bytes: Buffer; readonly at: number }> {
  const { offset } = place;
  const [result] = await fetchAt(client, [place], {
    isolation: 'read_uncommitted',
    maxWaitMs: 0,
    // A broker answers with at least one whole batch, however large.
    partitionMaxBytes: 1,
  });
  if ('error' in result) throw isAbsence(result.error) ? await absenceOf(client, place) : result.error;
  const bytes = result.value.records;
  const at = batchHolding(bytes, offset);
  if (at === undefined) throw await absenceOf(client, place);
  for (const record of readRecords(bytes, at)) if (record.offset === offset) return { record, bytes, at };
  const what = { partition: partitionOf(place), offset };
  throw notFound(say('record.compacted', what), say('record.gap.next'));
}

function isAbsence(error: Error): boolean {
  return (
    error instanceof KafkaError && ['UNKNOWN_TOPIC_OR_PARTITION', 'OFFSET_OUT_OF_RANGE'].includes(error.kafka)
  );
}

/** Why the log has nothing there, by what it has instead. Throws what keeps a broker from telling. */
async function absenceOf(client: KafkaClient, place: Place): Promise<Failure> {
  const { topic, offset } = place;
  const { topics } = await client.refreshMetadata();
  const count = topics.get(topic)?.partitions.length ?? 0;
  if (count === 0) return notFound(say('topic.none', { topic }), say('next.UNKNOWN_TOPIC_OR_PARTITION'));
  if (place.partition >= count)
    return notFound(
      say('record.noPartition', { topic, partition: place.partition, last: count - 1 }),
      say('record.noPartition.next'),
    );
  const [[earliest], [latest]] = await Promise.all(
    [OffsetSpec.earliest, OffsetSpec.latest].map((timestamp) =>
      listOffsets(client, [{ ...place, timestamp }]),
    ),
  );
  if ('error' in earliest) throw earliest.error;
  if ('error' in latest) throw latest.error;
  const partition = partitionOf(place);
  const [start, end] = [earliest.value.offset, latest.value.offset];
  if (offset < start)
    return notFound(say('record.deleted', { partition, offset, start }), say('record.deleted.next'));
  if (offset >= end)
    return notFound(say('record.ahead', { partition, offset, end }), say('record.ahead.next'));
  return notFound(say('record.gap', { partition, offset }), say('record.gap.next'));
}

function partitionOf({ topic, partition }: Place): string {
  return `${topic}-${partition}`;
}
