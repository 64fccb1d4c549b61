/**
 * What becomes of batches that producers send, in Apache Kafka and in Sluice: the answers (error codes, records at
 * fault) and the batches that are stored. Texts differ, and for a whole batch only Sluice has one.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeEnv } from '../../../src-main/env/node/index.ts';
import { ClientConnection } from '../../../src-main/net/index.ts';
import {
  CreateTopics,
  ErrorCode,
  errorName,
  Fetch,
  ListOffsets,
  Produce,
} from '../../../src-main/protocol/index.ts';
import {
  batchAttributes,
  batchBaseTimestampMs,
  batchIsLogAppendTime,
  batchMaxTimestampMs,
  batchPositions,
  batchSizeBytes,
  BatchField,
  computeBatchCrc,
  readRecords,
  setBatchLeaderEpoch,
} from '../../../src-main/wire/index.ts';
import { apacheKafkaTarget, sluiceTarget } from '../../targets/index.ts';
import type { RunningTarget } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { besideKafka, expectTrue } from '../check.ts';
import type { Check } from '../check.ts';
import { type RuleCase, ruleCases, type Sent } from './record-rule-cases.ts';

const START_TIMEOUT_MS = 180_000;
/** An error under acks 0 shows in that the connection ends; one that goes on is left alone for so long. */
const SILENCE_MS = 1_000;
/** Two libraries at the same level and the same text. */
const SIZE_TOLERANCE = 0.1;

/** What one of both did with what a case sends it. */
interface Outcome {
  /** A line for each thing sent. */
  readonly answers: readonly string[];
  /** A line for each batch that is there then. */
  readonly stored: readonly string[];
  readonly sizes: readonly number[];
}

export class RecordRules {
  readonly #jars: KafkaJars;
  readonly #dir: string;
  readonly #cases = ruleCases(Date.now());
  #kafka: RunningTarget | null = null;
  #sluice: RunningTarget | null = null;

  constructor(jars: KafkaJars, dir: string) {
    this.#jars = jars;
    this.#dir = join(dir, 'rules');
  }

  checks(): Check[] {
    const check = besideKafka('record rules', START_TIMEOUT_MS);
    return [
      check('both start', () => this.#start()),
      ...this.#cases.map((ruleCase, number) =>
        check(ruleCase.name, () => this.#compares(ruleCase, `rules-${number}`)),
      ),
    ];
  }

  async #start(): Promise<string> {
    this.#sluice = await sluiceTarget('host').start({ dataDir: join(this.#dir, 'sluice'), nodes: 1 });
    this.#kafka = await apacheKafkaTarget(this.#jars, 'small').start({ dataDir: join(this.#dir, 'kafka') });
    return `ports ${this.#kafka.port} and ${this.#sluice.port}`;
  }

  async #compares(ruleCase: RuleCase, topic: string): Promise<string> {
    const kafka = await outcomeOf(this.#kafka!.port, ruleCase, topic);
    const sluice = await outcomeOf(this.#sluice!.port, ruleCase, topic);
    const expected = kafka.answers.map((answer, index) => expectedOf(ruleCase.sent[index]!, answer));
    const differences = [
      ...differing(expected, sluice.answers),
      ...differing(kafka.stored, sluice.stored),
      ...kafka.sizes.flatMap((size, index) => {
        const ours = sluice.sizes[index] ?? 0;
        const tolerated = ruleCase.recompressed === true ? SIZE_TOLERANCE * size : 0;
        return Math.abs(ours - size) > tolerated
          ? [`batch ${index}: ${size} bytes in Kafka, ${ours} in Sluice`]
          : [];
      }),
    ];
    expectTrue(differences.join('\n'), differences.length === 0);
    const refused = kafka.answers.filter((line) => !line.includes(': NONE')).length;
    const bytes = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
    return (
      `${kafka.answers.length} sent, ${refused} refused, ${kafka.stored.length} batches stored: ` +
      `${bytes(kafka.sizes)} bytes in Kafka, ${bytes(sluice.sizes)} in Sluice`
    );
  }

  async end(): Promise<void> {
    await Promise.all([this.#kafka?.kill(), this.#sluice?.kill()]);
  }
}

/** What Sluice is to answer where Kafka answers so: it says why in words where Kafka has none. */
function expectedOf({ what, kafkaStumbles }: Sent, answer: string): string {
  const code = kafkaStumbles === true ? ErrorCode.UNKNOWN_SERVER_ERROR : null;
  expectTrue(
    `Kafka stumbles over ${what} no more: ${answer}`,
    code === null || answer.includes(errorName(code)),
  );
  return code === null ? answer : answer.replace(errorName(code), errorName(ErrorCode.INVALID_RECORD));
}

function differing(kafka: readonly string[], sluice: readonly string[]): string[] {
  return Array.from({ length: Math.max(kafka.length, sluice.length) }, (_, index) => index)
    .filter((index) => kafka[index] !== sluice[index])
    .map((index) => `Kafka:  ${kafka[index]}\nSluice: ${sluice[index]}`);
}

const connect = (port: number) =>
  ClientConnection.connect(nodeEnv(), { host: '127.0.0.1', port }, { clientId: 'rules' });

async function outcomeOf(
  port: number,
  { configs = {}, sent, recompressed }: RuleCase,
  topic: string,
): Promise<Outcome> {
  const connection = await connect(port);
  try {
    await create(connection, topic, configs);
    const answers: string[] = [];
    for (const one of sent) answers.push(`${one.what}: ${await answerTo(port, topic, one)}`);
    const bytes = await storedIn(connection, topic);
    const positions = [...batchPositions(bytes)];
    return {
      answers,
      stored: positions.map((at) => batchText(bytes, at, recompressed === true)),
      sizes: positions.map((at) => batchSizeBytes(bytes, at)),
    };
  } finally {
    connection.close();
  }
}

async function create(
  connection: ClientConnection,
  name: string,
  configs: Readonly<Record<string, string>>,
): Promise<void> {
  const topic = {
    name,
    numPartitions: 1,
    replicationFactor: 1,
    assignments: [],
    configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
  };
  const { topics } = await connection.request(CreateTopics, { topics: [topic], timeoutMs: 30_000 });
  const [{ errorCode, errorMessage }] = topics as [(typeof topics)[number]];
  expectTrue(`${name}: ${errorName(errorCode)} ${errorMessage}`, errorCode === ErrorCode.NONE);
  // Kafka answers before the broker leads it, and ends the connection of an acks 0 that comes sooner than that.
  const partitions = [{ partitionIndex: 0, timestamp: -1 }];
  for (;;) {
    const listed = await connection.request(ListOffsets, { replicaId: -1, topics: [{ name, partitions }] });
    if (listed.topics[0]!.partitions[0]!.errorCode === ErrorCode.NONE) return;
    await sleep(50);
  }
}

/** Over a connection of its own: one that is refused may end. */
async function answerTo(port: number, topic: string, sent: Sent): Promise<string> {
  const connection = await connect(port);
  try {
    const { acks = -1, version = 12, records } = sent;
    const body = {
      transactionalId: null,
      acks,
      timeoutMs: 10_000,
      topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
    };
    if (acks === 0) {
      let ended = false;
      connection.onClose(() => (ended = true));
      connection.send(Produce, body, { version });
      await sleep(SILENCE_MS);
      return ended ? 'the connection ends' : 'NONE, the connection goes on';
    }
    for (;;) {
      const response = await connection.request(Produce, body, { version });
      const answer = response.responses[0]!.partitionResponses[0]!;
      // The leader is named before it knows so itself.
      if (
        answer.errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER ||
        answer.errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      ) {
        await sleep(50);
        continue;
      }
      const faults = answer.recordErrors.map(
        ({ batchIndex, batchIndexErrorMessage }) =>
          `${batchIndex}${batchIndexErrorMessage === null ? '' : ' with text'}`,
      );
      return [
        `${errorName(answer.errorCode)} at ${answer.baseOffset}`,
        `log start ${answer.logStartOffset}`,
        answer.logAppendTimeMs >= 0 ? 'append time' : 'no append time',
        faults.length > 0 ? `records ${faults.join(', ')}` : '',
        faults.length > 0 && answer.errorMessage !== null ? 'with text' : '',
      ]
        .filter((part) => part !== '')
        .join(', ');
    }
  } catch (error) {
    return `no answer: ${(error as Error).name}`;
  } finally {
    connection.close();
  }
}

async function storedIn(connection: ClientConnection, topic: string): Promise<Buffer> {
  const { topics } = await connection.request(ListOffsets, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -1, currentLeaderEpoch: -1 }] }],
  });
  const end = topics[0]!.partitions[0]!.offset;
  const parts: Buffer[] = [];
  for (let fetchOffset = 0; fetchOffset < end;) {
    const response = await connection.request(
      Fetch,
      {
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes: 8 << 20,
        isolationLevel: 0,
        topics: [
          {
            topic,
            partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 8 << 20, currentLeaderEpoch: -1 }],
          },
        ],
        rackId: '',
      },
      { version: 12 },
    );
    const { records } = response.responses[0]!.partitions[0]!;
    if (records === null || records.length === 0) continue;
    parts.push(Buffer.from(records));
    const last = [...batchPositions(records)].at(-1)!;
    fetchOffset =
      Number(records.readBigInt64BE(last + BatchField.baseOffset)) +
      records.readInt32BE(last + BatchField.lastOffsetDelta) +
      1;
  }
  return Buffer.concat(parts);
}

/** All of a batch that both must have alike: its bytes, or its header and records where it was compressed anew. */
function batchText(bytes: Buffer, at: number, recompressed: boolean): string {
  const batch = Buffer.from(bytes.subarray(at, at + batchSizeBytes(bytes, at)));
  const crc = batch.readUInt32BE(BatchField.crc) === computeBatchCrc(batch) ? 'right' : 'wrong';
  const appendTime = batchIsLogAppendTime(batch);
  // When it was appended is the broker's own.
  if (appendTime) batch.writeBigInt64BE(0n, BatchField.maxTimestamp);
  setBatchLeaderEpoch(batch, 0, 0);
  batch.writeUInt32BE(computeBatchCrc(batch), BatchField.crc);
  const records = () =>
    [...readRecords(batch)].map(
      ({ offset, timestamp, key, value }) =>
        `${offset}@${appendTime ? 'append' : timestamp}:${String(key)}=${String(value)}`,
    );
  const content = recompressed
    ? `${batch.subarray(BatchField.attributes, BatchField.recordCount + 4).toString('hex')} ${records().join(' ')}`
    : batch.toString('hex');
  return [
    `at ${batch.readBigInt64BE(BatchField.baseOffset)}`,
    `attributes ${batchAttributes(batch)}`,
    `timestamps ${batchBaseTimestampMs(batch)} ${batchMaxTimestampMs(batch)}`,
    `crc ${crc}`,
    content,
  ].join(', ');
}
