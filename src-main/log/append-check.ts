// Everything that a leader checks and changes in a client's batch before it is numbered (LogValidator,
// UnifiedLog.analyzeAndValidateRecords), as a function from bytes to bytes or a refusal.
import { ErrorCode } from '../protocol/index.ts';
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchBaseSequence,
  batchBaseTimestampMs,
  batchCodec,
  batchFault,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffsetDelta,
  batchMagic,
  batchMaxTimestampMs,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  buildBatch,
  checkRecords,
  CodecId,
  codecName,
  CompressionError,
  decompress,
  readRecords,
  type RecordFault,
  RecordSummary,
  setBatchMaxTimestamp,
} from '../wire/index.ts';
import type { LogConfig } from './log-config.ts';

export interface RecordError {
  readonly batchIndex: number;
  readonly message: string | null;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly errorCode: number;
  readonly message: string;
  readonly recordErrors?: readonly RecordError[];
}

export type CheckedBatch = { readonly kind: 'accepted'; readonly batch: Buffer } | Refusal;

/** A batch may grow this many times its largest allowed size when it is decompressed. */
const DECOMPRESSION_RATIO_MAX = 64;

const summary = new RecordSummary();

/**
 * Checks one batch of a client. The batch may be changed in place (timestamps, CRC); it is a new one where the
 * topic wants another codec. Says nothing about producer state, which only the log knows.
 */
export function checkClientBatch(records: Buffer, config: LogConfig, wallNowMs: number): CheckedBatch {
  const refusal = headerRefusal(records, config);
  if (refusal !== undefined) return refusal;
  const codec = batchCodec(records);
  const name = codecName(codec);
  if (name === undefined) return refuse(ErrorCode.INVALID_RECORD, `codec ${codec} is unknown`);

  let body = records;
  let start = BATCH_HEADER_BYTES;
  if (codec !== CodecId.none) {
    const limitBytes = Math.max(config.maxMessageBytes, records.length) * DECOMPRESSION_RATIO_MAX;
    try {
      body = decompress(codec, records.subarray(BATCH_HEADER_BYTES), limitBytes);
    } catch (error) {
      if (error instanceof CompressionError) return refuse(ErrorCode.INVALID_RECORD, error.message);
      throw error;
    }
    start = 0;
  }
  const appendTime = config.timestampType === 'LogAppendTime';
  const markedMs = batchIsLogAppendTime(records) ? batchMaxTimestampMs(records) : undefined;
  const earliestTimestampMs = appendTime ? -Infinity : wallNowMs - config.timestampBeforeMaxMs;
  const latestTimestampMs = appendTime ? Infinity : wallNowMs + config.timestampAfterMaxMs;
  const options = {
    keyRequired: config.cleanupPolicy.compact,
    earliestTimestampMs: markedMs === undefined ? earliestTimestampMs : -Infinity,
    latestTimestampMs: markedMs === undefined ? latestTimestampMs : Infinity,
  };
  const count = batchRecordCount(records);
  if (!checkRecords(body, start, body.length, count, batchBaseTimestampMs(records), options, summary)) {
    if (summary.malformed !== undefined) return refuse(ErrorCode.INVALID_RECORD, summary.malformed);
    if (markedMs === undefined) return refuseRecords(summary.faults ?? []);
  }
  if (markedMs !== undefined) {
    const faults = faultsOfMarked(markedMs, count, {
      appendTime,
      earliestTimestampMs,
      latestTimestampMs,
    });
    if (faults.length > 0) return refuseRecords(faults);
    summary.maxTimestampMs = markedMs;
  }

  let batch = records;
  const wantedCodec = config.compressionType;
  if (wantedCodec !== 'producer' && wantedCodec !== (name === 'none' ? 'uncompressed' : name)) {
    batch = recompress(records, config);
    if (batch.length > config.maxMessageBytes) return tooLarge(batch.length, config.maxMessageBytes);
  }
  if (appendTime) setBatchMaxTimestamp(batch, 0, true, wallNowMs);
  else if (markedMs !== undefined || batchMaxTimestampMs(batch) !== summary.maxTimestampMs) {
    setBatchMaxTimestamp(batch, 0, false, summary.maxTimestampMs);
  }
  return { kind: 'accepted', batch };
}

/**
 * A producer marked its batch as one of LogAppendTime, by which all records have the batch's largest timestamp. Under
 * CreateTime Kafka takes the mark away and them as they are; where there is no timestamp to take, and under
 * LogAppendTime, each record is at fault. One without a key stands for itself, as everywhere.
 */
function faultsOfMarked(
  timestampMs: number,
  count: number,
  bounds: { appendTime: boolean; earliestTimestampMs: number; latestTimestampMs: number },
): RecordFault[] {
  const { appendTime, earliestTimestampMs, latestTimestampMs } = bounds;
  const isOutside = timestampMs < earliestTimestampMs || timestampMs > latestTimestampMs;
  const faults = new Map(summary.faults?.map((fault) => [fault.batchIndex, fault]));
  if (appendTime || timestampMs === -1 || isOutside) {
    const message = isOutside
      ? `Timestamp ${timestampMs} is outside [${earliestTimestampMs}, ${latestTimestampMs}]`
      : 'Producers may not set the timestamp type to LogAppendTime';
    for (let batchIndex = 0; batchIndex < count; batchIndex++)
      if (!faults.has(batchIndex)) faults.set(batchIndex, { batchIndex, kind: 'timestamp', message });
  }
  return [...faults.values()].toSorted((a, b) => a.batchIndex - b.batchIndex);
}

/** Everything that the header alone tells. */
function headerRefusal(records: Buffer, config: LogConfig): Refusal | undefined {
  if (records.length === 0) return refuse(ErrorCode.INVALID_RECORD, 'there is no batch');
  if (records.length < BATCH_HEADER_BYTES) {
    return refuse(ErrorCode.CORRUPT_MESSAGE, `${records.length} bytes are too few for a batch`);
  }
  const magic = batchMagic(records);
  if (magic === 0 || magic === 1)
    return refuse(ErrorCode.INVALID_RECORD, `magic ${magic} is no longer accepted`);
  const sizeBytes = batchSizeBytes(records);
  if (sizeBytes > config.maxMessageBytes) return tooLarge(sizeBytes, config.maxMessageBytes);
  const fault = batchFault(records, 0, records.length);
  if (fault !== undefined) return refuse(ErrorCode.CORRUPT_MESSAGE, fault);
  if (sizeBytes !== records.length) {
    return refuse(ErrorCode.INVALID_RECORD, 'there must be exactly one batch for a partition');
  }
  if (records.length > config.segmentBytes) {
    const message = `batch of ${records.length} bytes, segments hold ${config.segmentBytes}`;
    return refuse(ErrorCode.RECORD_LIST_TOO_LARGE, message);
  }
  if (batchBaseOffset(records) !== 0) {
    return refuse(ErrorCode.INVALID_RECORD, `base offset is ${batchBaseOffset(records)}, not 0`);
  }
  const count = batchRecordCount(records);
  if (count <= 0 || batchLastOffsetDelta(records) !== count - 1) {
    const message = `${count} records with last offset delta ${batchLastOffsetDelta(records)}`;
    return refuse(ErrorCode.INVALID_RECORD, message);
  }
  if (batchIsControl(records))
    return refuse(ErrorCode.INVALID_RECORD, 'clients may not write control records');
  const producerId = batchProducerId(records);
  if (producerId >= 0 && (batchBaseSequence(records) < 0 || !Number.isSafeInteger(producerId))) {
    return refuse(
      ErrorCode.INVALID_RECORD,
      `producer ${producerId} with sequence ${batchBaseSequence(records)}`,
    );
  }
  if (producerId < 0 && batchIsTransactional(records)) {
    return refuse(ErrorCode.INVALID_RECORD, 'a transactional batch without a producer id');
  }
  return undefined;
}

function recompress(records: Buffer, config: LogConfig): Buffer {
  const wanted = config.compressionType;
  const input = [...readRecords(records)];
  const level =
    wanted === 'gzip'
      ? config.compressionGzipLevel
      : wanted === 'zstd'
        ? config.compressionZstdLevel
        : undefined;
  return buildBatch(input, {
    timestamp: batchBaseTimestampMs(records),
    codec: wanted === 'uncompressed' || wanted === 'producer' ? 'none' : wanted,
    compressionLevel: level,
    producerId: batchProducerId(records),
    producerEpoch: batchProducerEpoch(records),
    baseSequence: batchBaseSequence(records),
    transactional: batchIsTransactional(records),
  });
}

function refuse(errorCode: number, message: string): Refusal {
  return { kind: 'refused', errorCode, message };
}

function tooLarge(sizeBytes: number, limitBytes: number): Refusal {
  return refuse(ErrorCode.MESSAGE_TOO_LARGE, `batch of ${sizeBytes} bytes, the topic allows ${limitBytes}`);
}

/** The whole batch is refused, with the records at fault named. A bad timestamp gives the code, as in Kafka. */
function refuseRecords(faults: readonly RecordFault[]): Refusal {
  const byTimestamp = faults.some((fault) => fault.kind === 'timestamp');
  return {
    kind: 'refused',
    errorCode: byTimestamp ? ErrorCode.INVALID_TIMESTAMP : ErrorCode.INVALID_RECORD,
    message: `${faults.length} record(s) were refused, the first: ${faults[0].message}`,
    recordErrors: faults.map(({ batchIndex, message }) => ({ batchIndex, message })),
  };
}
