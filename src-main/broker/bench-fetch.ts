/**
 * How fast one node gives records: a process of its own fills a partition, then reads it over and over with sessions
 * off. `node src-main/broker/bench-fetch.ts [fetchKiB] [totalMiB]`; prints MB/s and the node's CPU time.
 */
import { fork } from 'node:child_process';
import { nodeEnv } from '../env/node/index.ts';
import { ClientConnection } from '../net/index.ts';
import { Fetch, Metadata, Produce } from '../protocol/index.ts';
import { batchLastOffset, batchPositions, buildBatch } from '../wire/index.ts';

const TOPIC = 'bench';
const LOG_MIB = 64;

async function serve(): Promise<void> {
  const { startTestNode } = await import('../node/in-process.ts');
  const test = await startTestNode();
  process.send!({ port: test.port });
  let before = process.cpuUsage();
  process.on('message', (message) => {
    if (message === 'begin') before = process.cpuUsage();
    else if (message === 'cpu')
      process.send!({ cpu: process.cpuUsage(before), rss: process.memoryUsage.rss() });
    else void test.stop().then(() => process.exit(0));
  });
}

function ask<T>(child: ReturnType<typeof fork>, message?: string): Promise<T> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as T));
    if (message !== undefined) child.send(message);
  });
}

async function measure(fetchKiB: number, totalMiB: number): Promise<void> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: process.env.BENCH_EXEC?.split(' ') ?? [] });
  const { port } = await ask<{ port: number }>(child);
  const connection = await ClientConnection.connect(
    nodeEnv(),
    { host: '127.0.0.1', port },
    { clientId: 'bench' },
  );
  await connection.negotiate();
  await connection.request(Metadata, { topics: [{ name: TOPIC }] });
  const value = Buffer.alloc(1000, 'x');
  const records = buildBatch(
    Array.from({ length: 16 }, () => ({ key: null, value })),
    { timestamp: Date.now() },
  );
  const topicData = [{ name: TOPIC, partitionData: [{ index: 0, records }] }];
  for (let bytes = 0; bytes < LOG_MIB * 1024 * 1024; bytes += records.length)
    await connection.request(Produce, { acks: 1, timeoutMs: 30_000, topicData }, { version: 12 });

  child.send('begin');
  const startedMs = performance.now();
  let fetchOffset = 0;
  let received = 0;
  let fetches = 0;
  while (received < totalMiB * 1024 * 1024) {
    const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: fetchKiB * 1024 }];
    const body = { maxWaitMs: 500, minBytes: 1, topics: [{ topic: TOPIC, partitions }] };
    const { responses } = await connection.request(Fetch, body, { version: 12 });
    const fetched = responses[0].partitions[0];
    let next = fetchOffset;
    for (const at of batchPositions(fetched.records!)) next = batchLastOffset(fetched.records!, at) + 1;
    fetchOffset = next >= fetched.highWatermark ? 0 : next;
    received += fetched.records!.length;
    fetches++;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const { cpu, rss } = await ask<{ cpu: NodeJS.CpuUsage; rss: number }>(child, 'cpu');
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  console.log(
    `${fetchKiB} KiB fetches: ${(received / 1e6 / seconds).toFixed(0)} MB/s, ` +
      `${(received / 1e6 / cpuSeconds).toFixed(0)} MB per CPU second of the node, ` +
      `${((cpuSeconds * 1e6) / fetches).toFixed(0)} us CPU a request, RSS ${(rss / 1e6).toFixed(0)} MB`,
  );
  connection.close();
  child.send('stop');
}

if (process.argv[2] === 'serve') await serve();
else {
  const [fetchKiB = 1024, totalMiB = 1000] = process.argv.slice(2).map(Number);
  await measure(fetchKiB, totalMiB);
}
