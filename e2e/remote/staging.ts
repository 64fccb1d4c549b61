import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLAIN_CONNECTION } from '../../src-main/contract/index.ts';
import { startTestBench, type TestScreen } from '../../src-main/workbench/test-kit.ts';
import { apacheKafkaTarget } from '../targets/index.ts';
import type { KafkaJars } from '../tools/index.ts';

/** A workbench that has an Apache Kafka of one node connected, as 'staging'. */
export interface Staging extends AsyncDisposable {
  readonly bootstrapServers: string;
  readonly screen: TestScreen;
  /** The connection's id. */
  readonly remote: string;
}

export async function startStaging(jars: KafkaJars): Promise<Staging> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-staging-kafka-'));
  const [kafka, bench] = await Promise.all([apacheKafkaTarget(jars).start({ dataDir }), startTestBench()]);
  const screen = bench.screen();
  const { bootstrapServers } = kafka;
  const settings = { ...PLAIN_CONNECTION, name: 'staging', bootstrapServers };
  const { id: remote } = await screen.call('connections.save', { id: null, settings, secrets: {} });
  return {
    bootstrapServers,
    screen,
    remote,
    async [Symbol.asyncDispose]() {
      await bench[Symbol.asyncDispose]();
      await kafka.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
