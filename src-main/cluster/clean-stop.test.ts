/** Real node processes that stop together while a producer runs: each gets its controlled shutdown, none needs recovery. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  createTopic,
  fetchAt,
  initProducerId,
  KafkaClient,
  parseBootstrap,
  produce,
} from '../client/index.ts';
import { nodeClock, nodeEnv, randomBytes, silentLog } from '../env/node/index.ts';
import { batchPositions, buildBatch, readRecords } from '../wire/index.ts';
import { Supervisor, forkHost } from './index.ts';

const NODES = [1, 2, 3];
const PARTITIONS = 12;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startCluster(dataDirectory: string): Promise<Supervisor> {
  const supervisor = await Supervisor.start({
    dataDirectory,
    ephemeral: false,
    nodes: null,
    port: 0,
    extraListener: null,
    nodeHost: forkHost({ entryPath: join(import.meta.dirname, '..', 'node', 'entry.ts') }),
    clock: nodeClock(),
    randomBytes,
    say() {},
  });
  cleanups.push(() => supervisor.stop({ force: true }));
  return supervisor;
}

function clientOf({ bootstrapServers }: Supervisor): KafkaClient {
  const client = new KafkaClient(nodeEnv({ log: silentLog }), {
    clientId: 'test',
    bootstrap: parseBootstrap(bootstrapServers),
    patienceMs: 500,
  });
  cleanups.push(() => client.close());
  return client;
}

const TOPIC = 'load';
const valueOf = (partition: number, number: number) => `${partition} ${number} ${'x'.repeat(400)}`;

/** What an idempotent producer was told, by partition: offsets, of batches in the order of their numbers. */
interface Load {
  readonly acked: number[][];
  readonly ended: Promise<unknown>;
}

/** One batch after the other to each partition, until nobody takes it any more. Resolves when all have got going. */
async function load(client: KafkaClient): Promise<Load> {
  const identity = await initProducerId(client);
  const acked: number[][] = [];
  const started: Promise<void>[] = [];
  const pumps = Array.from({ length: PARTITIONS }, async (_, partition) => {
    const offsets: number[] = (acked[partition] = []);
    const going = Promise.withResolvers<void>();
    started.push(going.promise);
    for (let number = 0; ; number++) {
      const batch = buildBatch([{ key: null, value: Buffer.from(valueOf(partition, number)) }], {
        timestamp: Date.now(),
        ...identity,
        baseSequence: number,
      });
      try {
        const options = { acks: 'all', idempotent: true, deadlineMs: 2_000 } as const;
        offsets.push((await produce(client, { topic: TOPIC, partition }, batch, options)).baseOffset);
      } catch (error) {
        return going.reject(error as Error);
      }
      if (number === 50) going.resolve();
    }
  });
  await Promise.all(started);
  return { acked, ended: Promise.all(pumps) };
}

/** Values of a partition by their offsets. */
async function read(client: KafkaClient, partition: number): Promise<Map<number, string>> {
  const values = new Map<number, string>();
  for (let offset = 0; ; offset = values.size) {
    const [result] = await fetchAt(client, [{ topic: TOPIC, partition, offset }], {
      isolation: 'read_uncommitted',
      maxWaitMs: 200,
      partitionMaxBytes: 1 << 20,
    });
    if ('error' in result) throw result.error;
    const { records, highWatermark } = result.value;
    for (const at of batchPositions(records))
      for (const record of readRecords(records, at)) values.set(record.offset, String(record.value));
    if (values.size >= highWatermark) return values;
  }
}

const logOf = (directory: string, id: number) =>
  readFileSync(join(directory, `node-${id}`, 'node.log'), 'utf8');
const markerOf = (directory: string, id: number) =>
  JSON.parse(readFileSync(join(directory, `node-${id}`, 'data-1', '.kafka_cleanshutdown'), 'utf8')) as {
    brokerEpoch: number;
  };

const WAYS: [string, (supervisor: Supervisor) => Promise<unknown>][] = [
  ['the host stops the cluster', (supervisor) => supervisor.stop()],
  ['a person stops all nodes', (supervisor) => Promise.all(NODES.map((id) => supervisor.stopNode(id)))],
];

test.each(WAYS)(
  'under load, when %s, every node has its controlled shutdown',
  async (_, stop) => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-clean-stop-'));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const first = await startCluster(directory);
    const client = clientOf(first);
    await createTopic(client, { name: TOPIC, partitions: PARTITIONS, replicationFactor: 3 });
    const { acked, ended } = await load(client);
    const epochs = first.nodes().map(({ brokerEpoch }) => brokerEpoch);

    const startedMs = performance.now();
    await stop(first);
    const stopMs = performance.now() - startedMs;
    await first.stop();
    await ended;
    // Nobody waited for somebody who had gone: those limits are longer.
    expect(stopMs).toBeLessThan(5_000);
    for (const id of NODES) {
      expect(logOf(directory, id)).not.toMatch(/WARN|ERROR/);
      expect(logOf(directory, id)).toContain('its broker is shut down');
      expect(logOf(directory, id)).toContain(`node ${id} has stopped`);
    }
    expect(NODES.map((id) => markerOf(directory, id).brokerEpoch)).toEqual(epochs);

    const again = await startCluster(directory);
    for (const id of NODES) expect(logOf(directory, id)).not.toMatch(/recover/i);
    const reader = clientOf(again);
    for (const [partition, offsets] of acked.entries()) {
      const values = await read(reader, partition);
      offsets.forEach((offset, number) => expect(values.get(offset)).toBe(valueOf(partition, number)));
      // Nothing twice, and in order: what was on its way may be there, too.
      expect([...values.values()]).toEqual(
        Array.from({ length: values.size }, (_, number) => valueOf(partition, number)),
      );
    }
  },
  60_000,
);
