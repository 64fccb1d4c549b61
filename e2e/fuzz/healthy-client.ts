import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { apiVersions, latestOffset, produce } from '../support/tiny-client.ts';

/**
 * A well-behaved client in a thread of its own, so that the harness' work does not look like the node's: while frames
 * fly, it produces, asks for offsets and times how long the node takes for the smallest request.
 */
export interface HealthyClientOptions {
  port: number;
  topic: string;
}

export interface HealthReport {
  /** Round trips of ApiVersions, ms, sorted. */
  pingMs: number[];
  produced: number;
  /** By how much the log grew: equal to `produced`, else records were lost or came twice. */
  appended: number;
  failures: string[];
}

const PING_EVERY_MS = 5;
const PRODUCE_EVERY_PINGS = 10;
const ANSWER_MS = 15_000;

if (parentPort !== null) await serve(workerData as HealthyClientOptions);

async function serve({ port, topic }: HealthyClientOptions): Promise<void> {
  let stopped = false;
  parentPort!.once('message', () => (stopped = true));
  const report: HealthReport = { pingMs: [], produced: 0, appended: -1, failures: [] };
  try {
    using connection = await KafkaConnection.open(port);
    const firstOffset = await latestOffset(connection, topic, 0);
    for (let round = 0; !stopped; round++) {
      const startedAtMs = performance.now();
      await apiVersions(connection, ANSWER_MS);
      report.pingMs.push(performance.now() - startedAtMs);
      if (round % PRODUCE_EVERY_PINGS === 0) {
        const offset = await produce(
          connection,
          topic,
          0,
          Buffer.from(`healthy ${report.produced}`),
          ANSWER_MS,
        );
        if (offset !== firstOffset + report.produced) {
          throw new Error(`record ${report.produced} since offset ${firstOffset} got offset ${offset}`);
        }
        report.produced++;
      }
      await sleep(PING_EVERY_MS);
    }
    report.appended = (await latestOffset(connection, topic, 0)) - firstOffset;
  } catch (error) {
    report.failures.push((error as Error).message);
  }
  report.pingMs.sort((a, b) => a - b);
  parentPort!.postMessage(report);
}
