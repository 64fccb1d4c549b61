/**
 * How fast one node takes records: a process of its own sends batches over loopback, pipelined, with acks=1.
 * `node src-main/broker/bench-produce.ts [batchKiB] [totalMiB] [recordBytes]`; prints MB/s and the node's CPU time.
 */
import { fork } from 'node:child_process';
import { nodeEnv } from '../env/node/index.ts';
import { ClientConnection } from '../net/index.ts';
import { ErrorCode, Metadata, Produce } from '../protocol/index.ts';
import { buildBatch } from '../wire/index.ts';

const TOPIC = 'bench';
const IN_FLIGHT = 8;

async function serve(): Promise<void> {
  const { startTestNode } = await import('../node/in-process.ts');
  const test = await startTestNode({ properties: { 'log.retention.bytes': '2000000000' } });
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

async function measure(batchKiB: number, totalMiB: number, recordBytes: number): Promise<void> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: process.env.BENCH_EXEC?.split(' ') ?? [] });
  const { port } = await ask<{ port: number }>(child);
  const env = nodeEnv();
  const connection = await ClientConnection.connect(env, { host: '127.0.0.1', port }, { clientId: 'bench' });
  await connection.negotiate();
  await connection.request(Metadata, { topics: [{ name: TOPIC }] });
  const count = Math.max(1, Math.floor((batchKiB * 1024) / (recordBytes + 12)));
  const value = Buffer.alloc(recordBytes, 'x');
  const records = buildBatch(
    Array.from({ length: count }, () => ({ key: null, value })),
    { timestamp: Date.now() },
  );
  const body = {
    acks: 1,
    timeoutMs: 30_000,
    topicData: [{ name: TOPIC, partitionData: [{ index: 0, records }] }],
  };
  const requests = Math.ceil((totalMiB * 1024 * 1024) / records.length);
  let sent = 0;
  const pump = async () => {
    while (sent++ < requests) {
      const answer = await connection.request(Produce, body, { version: 12 });
      const { errorCode, errorMessage } = answer.responses[0].partitionResponses[0];
      if (errorCode !== ErrorCode.NONE) throw new Error(errorMessage ?? `error ${errorCode}`);
    }
  };
  child.send('begin');
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, pump));
  const seconds = (performance.now() - startedMs) / 1000;
  const { cpu, rss } = await ask<{ cpu: NodeJS.CpuUsage; rss: number }>(child, 'cpu');
  const megabytes = (requests * records.length) / 1e6;
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  console.log(
    `${batchKiB} KiB batches of ${recordBytes} B records: ${(megabytes / seconds).toFixed(0)} MB/s, ` +
      `${(megabytes / cpuSeconds).toFixed(0)} MB per CPU second of the node, ` +
      `${((cpuSeconds * 1e6) / requests).toFixed(0)} us CPU a request (system ${((cpu.system * 100) / (cpu.user + cpu.system)).toFixed(0)} %), RSS ${(rss / 1e6).toFixed(0)} MB`,
  );
  connection.close();
  child.send('stop');
}

if (process.argv[2] === 'serve') await serve();
else {
  const [batchKiB = 16, totalMiB = 300, recordBytes = 1000] = process.argv.slice(2).map(Number);
  await measure(batchKiB, totalMiB, recordBytes);
}
