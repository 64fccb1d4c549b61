import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaConnection } from '../../support/kafka-connection.ts';
import { createTopic, ErrorCodeError, latestOffset, produce } from '../../support/tiny-client.ts';
import { waitUntil } from '../../support/processes.ts';
import type { RunningTarget, Target } from '../../targets/index.ts';
import { expectEqual, expectTrue, runChecks } from '../check.ts';
import type { Check, CheckContext, CheckResult } from '../check.ts';
import { kafkaJs } from '../node-clients/kafkajs.ts';
import { DigestBuilder, digestDifference, summarize } from './digest.ts';
import { producers, readers } from './participants.ts';
import type { RecordProducer, RecordReader } from './participants.ts';
import { writeWorkload } from './workload.ts';
import type { Workload } from './workload.ts';

export interface DigestRunOptions {
  /** Records of the two producers that come from outside Node. */
  recordCount: number;
  /** Records of the two Node producers. */
  smallRecordCount: number;
  seed: number;
}

const PARTITIONS = 4;
const CHECK_TIMEOUT_MS = 200_000;

/**
 * The digest run: what one client produced, in every codec it has, all clients read byte by byte; then the same after a
 * clean restart and after `kill -9`, with the committed offsets kept. Starts, stops and kills the target itself: one
 * node, which leads whatever is asked of it.
 */
export async function digestRun(
  target: Target,
  context: Omit<CheckContext, 'bootstrapServers'>,
  options: DigestRunOptions,
  onResult: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-digest-'));
  const run = new DigestRun(target, join(dir, 'data'), context);
  try {
    await run.start();
    const checks: Check[] = [];
    for (const [i, producer] of producers.entries()) {
      const recordCount = i < 2 ? options.recordCount : options.smallRecordCount;
      const workload = await writeWorkload({
        seed: options.seed + i,
        recordCount,
        partitions: PARTITIONS,
        codecs: producer.codecs,
        dir: await mkdtemp(join(dir, 'workload-')),
      });
      checks.push(
        run.produceCheck(producer, workload),
        ...readers.map((reader) => run.readCheck(reader, producer)),
      );
    }
    checks.push(run.commitCheck());
    checks.push(run.restartCheck('clean restart', (running) => running.stop().then(Math.round)));
    checks.push(...run.rereadChecks('after a clean restart'));
    checks.push(run.killUnderLoadCheck());
    checks.push(...run.rereadChecks('after kill -9'));
    // The context is read when a check runs: the address may change with a restart.
    return await runChecks(checks, run.context, onResult);
  } finally {
    await run.end();
    await rm(dir, { recursive: true, force: true });
  }
}

interface ProducedTopic {
  topic: string;
  workload: Workload;
  acknowledged: boolean;
}

class DigestRun {
  readonly context: CheckContext;
  readonly #target: Target;
  readonly #dataDir: string;
  readonly #produced = new Map<string, ProducedTopic>();
  #running: RunningTarget | null = null;
  /** Topic → the group that committed in it, and what. */
  readonly #committed = new Map<string, { groupId: string; offsets: number[] }>();

  constructor(target: Target, dataDir: string, context: Omit<CheckContext, 'bootstrapServers'>) {
    this.#target = target;
    this.#dataDir = dataDir;
    this.context = { ...context, bootstrapServers: '' };
  }

  async start(): Promise<void> {
    this.#running = await this.#target.start({ dataDir: this.#dataDir, nodes: 1 });
    this.context.bootstrapServers = this.#running.bootstrapServers;
  }

  async end(): Promise<void> {
    await this.#running?.kill();
  }

  produceCheck(producer: RecordProducer, workload: Workload): Check {
    const produced = { topic: this.context.unique('digest'), workload, acknowledged: false };
    this.#produced.set(producer.client, produced);
    return {
      client: producer.client,
      name: `digest: produce ${workload.recordCount} records in ${producer.codecs.length} codecs`,
      needs: producer.needs,
      timeoutMs: CHECK_TIMEOUT_MS,
      run: async (context) => {
        using connection = await this.#connect();
        expectEqual('create topic', await createTopic(connection, produced.topic, PARTITIONS), 0);
        await producer.produce(context, produced.topic, workload);
        produced.acknowledged = true;
        const ends = await endOffsets(connection, produced.topic);
        expectEqual('end offsets', ends, expectedEnds(workload));
        return `end offsets ${ends.join(' ')}`;
      },
    };
  }

  readCheck(reader: RecordReader, producer: Pick<RecordProducer, 'client' | 'needs'>, when = ''): Check {
    return {
      client: reader.client,
      name: `digest: read what ${producer.client} produced${when === '' ? '' : ` ${when}`}`,
      needs: [...reader.needs, ...producer.needs],
      timeoutMs: CHECK_TIMEOUT_MS,
      run: async (context) => {
        const { topic, workload, acknowledged } = this.#produced.get(producer.client)!;
        expectTrue('nothing to read: producing had failed', acknowledged);
        const digests = await reader.digest(context, topic, workload.recordCount);
        const difference = digestDifference(digests, workload.expected);
        expectTrue(difference ?? '', difference === null);
        return summarize(digests);
      },
    };
  }

  /** Every topic once more, by another reader than its neighbour, and the committed offsets. */
  rereadChecks(when: string): Check[] {
    const reread = producers.map((producer, i) =>
      this.readCheck(readers[i % readers.length]!, producer, when),
    );
    return [...reread, this.committedCheck(when)];
  }

  commitCheck(): Check {
    return {
      client: 'kafkajs',
      name: 'digest: commit offsets',
      needs: [],
      run: async (context) => {
        const admin = kafkaJs(context.bootstrapServers).admin();
        await admin.connect();
        for (const { topic, workload, acknowledged } of this.#produced.values()) {
          if (!acknowledged) continue;
          const groupId = context.unique('digest-group');
          const offsets = expectedEnds(workload).map((end, partition) => Math.floor(end / (partition + 1)));
          const partitions = offsets.map((offset, partition) => ({ partition, offset: String(offset) }));
          await admin.setOffsets({ groupId, topic, partitions });
          this.#committed.set(topic, { groupId, offsets });
        }
        await admin.disconnect();
        return `${this.#committed.size} groups`;
      },
    };
  }

  committedCheck(when: string): Check {
    return {
      client: 'kafkajs',
      name: `digest: committed offsets ${when}`,
      needs: [],
      run: async ({ bootstrapServers }) => {
        expectTrue('nothing was committed', this.#committed.size > 0);
        const admin = kafkaJs(bootstrapServers).admin();
        await admin.connect();
        for (const [topic, { groupId, offsets }] of this.#committed) {
          const [fetched] = await admin.fetchOffsets({ groupId, topics: [topic] });
          const sorted = fetched!.partitions.toSorted((a, b) => a.partition - b.partition);
          expectEqual(
            `${groupId} in ${topic}`,
            sorted.map(({ offset }) => Number(offset)),
            offsets,
          );
        }
        await admin.disconnect();
        return `${this.#committed.size} groups as committed`;
      },
    };
  }

  restartCheck(name: string, end: (running: RunningTarget) => Promise<number>): Check {
    return {
      client: this.#target.name,
      name: `digest: ${name}`,
      needs: [],
      timeoutMs: CHECK_TIMEOUT_MS,
      run: async () => {
        const stopMs = await end(this.#running!);
        const startedAtMs = performance.now();
        await this.start();
        return `down in ${stopMs} ms, ready again in ${(performance.now() - startedAtMs).toFixed(0)} ms`;
      },
    };
  }

  /** Kills every process with SIGKILL in the middle of a row of produces: what was acknowledged must be there. */
  killUnderLoadCheck(): Check {
    return {
      client: this.#target.name,
      name: 'digest: kill -9 while producing, restart, acknowledged records are there',
      needs: ['kcat'],
      timeoutMs: CHECK_TIMEOUT_MS,
      run: async (context) => {
        const topic = context.unique('digest-killed');
        const acknowledged = await this.#produceUntilKilled(topic);
        await this.start();
        const kcat = readers.find(({ client }) => client === 'kcat')!;
        const digests = await kcat.digest(this.context, topic, acknowledged);
        // The record that was under way may be there or not; both are right.
        const allowed = [acknowledged, acknowledged + 1].map(numberedDigest);
        const matches = allowed.some((expected) => digestDifference(digests, expected) === null);
        expectTrue(`${acknowledged} acknowledged, found ${JSON.stringify(digests)}`, matches);
        return `${acknowledged} acknowledged before the kill, all there`;
      },
    };
  }

  async #produceUntilKilled(topic: string): Promise<number> {
    using connection = await this.#connect();
    expectEqual('create topic', await createTopic(connection, topic, 1), 0);
    let acknowledged = 0;
    // The topic may not have its leader yet; from the first acknowledgement on every refusal is an error.
    await waitUntil('the first record to be acknowledged', async () => {
      const offset = await produce(connection, topic, 0, Buffer.from('0')).catch(() => -1);
      acknowledged = offset + 1;
      return acknowledged > 0;
    });
    const killed = new Promise((resolve) => setTimeout(resolve, 1_500)).then(() => this.#running!.kill());
    try {
      for (;;) {
        const offset = await produce(connection, topic, 0, Buffer.from(String(acknowledged)));
        expectEqual('offset', offset, acknowledged);
        acknowledged++;
      }
    } catch (error) {
      if (error instanceof ErrorCodeError) throw error;
      await killed;
    }
    return acknowledged;
  }

  #connect(): Promise<KafkaConnection> {
    return KafkaConnection.open(this.#running!.port);
  }
}

function expectedEnds(workload: Workload): number[] {
  return Array.from({ length: PARTITIONS }, (_, partition) =>
    Number.parseInt(workload.expected[partition] ?? '0', 10),
  );
}

async function endOffsets(connection: KafkaConnection, topic: string): Promise<number[]> {
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  return Promise.all(partitions.map((partition) => latestOffset(connection, topic, partition)));
}

function numberedDigest(count: number) {
  const builder = new DigestBuilder();
  for (let i = 0; i < count; i++)
    builder.add(0, i, { key: null, value: Buffer.from(String(i)), headers: [] });
  return builder.digests();
}
