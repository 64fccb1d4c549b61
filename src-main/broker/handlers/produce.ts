/**
 * Appends record batches to the partitions that this broker leads. One batch a partition. v7 allows zstd, v8 names the
 * records at fault, v10 tells where the leader went, v13 names topics by id. acks 0 has no response at all: an error
 * ends the connection.
 *
 * Left out: transactions. They get a final error with a sentence, since a retriable one would go on for ever.
 */
import { ErrorCode, errorMessage, Produce, type RequestOf } from '../../protocol/index.ts';
import {
  batchCodec,
  batchIsTransactional,
  batchMagic,
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchProducerId,
  batchSizeBytes,
  CodecId,
} from '../../wire/index.ts';
import type { Broker } from '../broker.ts';
import {
  CLOSE_CONNECTION,
  defineHandler,
  type Handler,
  NO_RESPONSE,
  type RequestContext,
} from '../handler.ts';
import { LeaderHints } from '../leader-hints.ts';
import { isInternalTopic } from '../topics.ts';
import { whenCommitted } from '../waiting.ts';

type Request = RequestOf<typeof Produce>;

const ZSTD_SINCE = 7;
const ADMIN_CLIENT_ID = '__admin_client';
const NO_TRANSACTIONS = 'This cluster has no transaction coordinator yet: transactional.id cannot be used.';

interface PartitionResult {
  readonly index: number;
  errorCode: number;
  baseOffset: number;
  logAppendTimeMs: number;
  logStartOffset: number;
  recordErrors?: { batchIndex: number; batchIndexErrorMessage: string | null }[];
  errorMessage: string | null;
  currentLeader?: { leaderId: number; leaderEpoch: number };
}

function refused(index: number, errorCode: number, message = errorMessage(errorCode)): PartitionResult {
  return { index, errorCode, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1, errorMessage: message };
}

/** The least that a batch's length may say: a message of magic 0 without key and value. */
const BATCH_LENGTH_MIN = 14;
const BYTES_UP_TO_MAGIC = 17;

/**
 * Of the batch that begins at `at`, as Kafka reads a request's records (ByteBufferLogInputStream): undefined where it is
 * not whole, which ends the records; `corrupt` where it cannot be one.
 */
function sizeOfBatchAt(records: Buffer, at: number): number | 'corrupt' | undefined {
  const left = records.length - at;
  if (left < BATCH_PREFIX_BYTES) return undefined;
  const sizeBytes = batchSizeBytes(records, at);
  if (sizeBytes - BATCH_PREFIX_BYTES < BATCH_LENGTH_MIN) return 'corrupt';
  if (left < BYTES_UP_TO_MAGIC) return undefined;
  const magic = batchMagic(records, at);
  if (magic < 0 || magic > 2) return 'corrupt';
  return sizeBytes > left ? undefined : sizeBytes;
}

/** The one batch that a partition's records are, or what is wrong with their shape (ProduceRequest.validateRecords). */
function oneBatch(records: Buffer | null, version: number): Buffer | { errorCode: number; message: string } {
  const invalid = (message: string) => ({ errorCode: ErrorCode.INVALID_RECORD, message });
  const corrupt = (message: string) => ({ errorCode: ErrorCode.CORRUPT_MESSAGE, message });
  const sizeBytes = records === null ? undefined : sizeOfBatchAt(records, 0);
  if (records === null || sizeBytes === undefined) return invalid('There is no whole record batch.');
  if (sizeBytes === 'corrupt') return corrupt('The record batch has a length or a magic that none has.');
  if (batchMagic(records) < 2) return invalid('Record batches must have magic 2 since Kafka 4.0.');
  if (sizeBytes >= BATCH_HEADER_BYTES && version < ZSTD_SINCE && batchCodec(records) === CodecId.zstd)
    return {
      errorCode: ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
      message: `zstd needs Produce v${ZSTD_SINCE} or later.`,
    };
  if (sizeBytes === records.length) return records;
  // Part of a batch after the first one counts as nothing.
  const next = sizeOfBatchAt(records, sizeBytes);
  if (next === undefined) return records.subarray(0, sizeBytes);
  return next === 'corrupt'
    ? corrupt('What follows the record batch is none.')
    : invalid('There must be one record batch for a partition, not several.');
}

/** The log was not asked, or has nothing to say about where it begins (ReplicaManager.appendToLocalLog). */
const WITHOUT_LOG_START = new Set<number>([
  ErrorCode.CORRUPT_MESSAGE,
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
  ErrorCode.KAFKA_STORAGE_ERROR,
]);

function isTransactional(request: Request): boolean {
  if (request.transactionalId !== null) return true;
  return request.topicData.some(({ partitionData }) =>
    partitionData.some(
      ({ records }) =>
        records !== null && records.length >= BATCH_HEADER_BYTES && batchIsTransactional(records),
    ),
  );
}

/** One request while it is worked on: how many partitions still wait for their commit. */
class Production {
  readonly request: Request;
  readonly context: RequestContext;
  readonly broker: Broker;
  pending = 1;
  failed = false;
  #done: (() => void) | undefined;

  constructor(request: Request, context: RequestContext, broker: Broker) {
    this.request = request;
    this.context = context;
    this.broker = broker;
  }

  settle(): void {
    if (--this.pending === 0) this.#done?.();
  }

  /** Undefined when nothing waits any more. */
  get wait(): Promise<void> | undefined {
    this.settle();
    return this.pending === 0 ? undefined : new Promise((resolve) => (this.#done = resolve));
  }

  append(topic: string, index: number, records: Buffer | null, deadlineMs: number): PartitionResult {
    const { broker, request, context } = this;
    const batch = oneBatch(records, context.apiVersion);
    if (!(batch instanceof Uint8Array)) return refused(index, batch.errorCode, batch.message);
    if (isInternalTopic(topic) && context.clientId !== ADMIN_CLIENT_ID)
      return refused(
        index,
        ErrorCode.INVALID_TOPIC_EXCEPTION,
        `${topic} is internal: clients do not write to it.`,
      );
    const partition = broker.replicas.leading(topic, index);
    if (typeof partition === 'number') return refused(index, partition);
    if (request.acks === -1 && partition.leader.isUnderMinIsr(partition.config.minInsyncReplicas))
      return refused(index, ErrorCode.NOT_ENOUGH_REPLICAS);
    const outcome = broker.replicas.append(partition, batch, { origin: 'client' });
    if (outcome.kind === 'refused') {
      const result = refused(index, outcome.errorCode, outcome.message);
      if (!WITHOUT_LOG_START.has(outcome.errorCode)) result.logStartOffset = partition.log!.startOffset;
      result.recordErrors = outcome.recordErrors?.map(({ batchIndex, message }) => ({
        batchIndex,
        batchIndexErrorMessage: message,
      }));
      return result;
    }
    const result: PartitionResult = {
      index,
      errorCode: ErrorCode.NONE,
      baseOffset: outcome.baseOffset,
      logAppendTimeMs: outcome.logAppendTimeMs,
      logStartOffset: outcome.logStartOffset,
      errorMessage: null,
    };
    const { counters } = broker.replicas;
    const count = outcome.lastOffset - outcome.baseOffset + 1;
    if (request.acks === 1) counters.recordsAcked += count;
    if (request.acks === -1) {
      this.pending++;
      counters.batchesWaiting++;
      const committed = (errorCode: number) => {
        counters.batchesWaiting--;
        if (errorCode === ErrorCode.NONE) counters.recordsAcked += count;
        else {
          counters.batchesRefused++;
          Object.assign(result, refused(index, errorCode));
        }
        this.settle();
      };
      whenCommitted(broker.replicas.timer, partition, outcome.lastOffset + 1, committed, deadlineMs);
    }
    return result;
  }
}

function handle(
  request: Request,
  context: RequestContext,
  broker: Broker,
): ReturnType<Handler<typeof Produce>['handle']> {
  const { acks } = request;
  const production = new Production(request, context, broker);
  const image = broker.image();
  const byId = context.apiVersion >= 13;
  const hints = new LeaderHints(image, context.connection.listener);
  const deadlineMs = context.receivedMs + Math.max(request.timeoutMs, 0);
  const refuseAll =
    acks < -1 || acks > 1
      ? { errorCode: ErrorCode.INVALID_REQUIRED_ACKS, message: `acks is ${acks}; 0, 1 and -1 are allowed.` }
      : isTransactional(request)
        ? { errorCode: ErrorCode.INVALID_REQUEST, message: NO_TRANSACTIONS }
        : undefined;

  const responses = request.topicData.map(({ name, topicId, partitionData }) => {
    const topic = byId ? image.topicsById.get(topicId)?.name : name;
    const partitionResponses = partitionData.map(({ index, records }) => {
      const result =
        refuseAll !== undefined
          ? refused(index, refuseAll.errorCode, refuseAll.message)
          : topic === undefined
            ? refused(index, ErrorCode.UNKNOWN_TOPIC_ID)
            : production.append(topic, index, records, deadlineMs);
      if (result.errorCode !== ErrorCode.NONE) {
        production.failed = true;
        broker.replicas.counters.batchesRefused++;
        result.currentLeader = hints.of(result.errorCode, topic ?? '', index);
      }
      return result;
    });
    return { name, topicId, partitionResponses };
  });

  if (acks === 0) return production.failed ? CLOSE_CONNECTION : NO_RESPONSE;
  const response = { responses, nodeEndpoints: production.failed ? hints.nodeEndpoints : [] };
  return production.wait?.then(() => response) ?? response;
}

/**
 * Kafka takes up a connection's next request when the one before is answered, so that with acks=all every batch costs
 * a round of replication. Idempotent batches may follow each other into the log before that: whichever of them a
 * producer sends again, here or to another leader, is recognised (log/producer-recall.ts). Of others a failure would
 * leave several in the log that come again, where Kafka leaves one. Those of a transaction keep to Kafka's pace: they
 * are not appended before the transaction's coordinator knows of the partition.
 */
function isPipelined(request: Request): boolean {
  if (request.acks !== -1 || isTransactional(request)) return false;
  return request.topicData.every(({ partitionData }) =>
    partitionData.every(
      ({ records }) =>
        records !== null && records.length >= BATCH_HEADER_BYTES && batchProducerId(records) >= 0,
    ),
  );
}

export const produce = defineHandler(Produce, handle, { isPipelined });
