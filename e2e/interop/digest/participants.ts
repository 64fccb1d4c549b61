import { join } from 'node:path';
import { runCommand } from '../../support/processes.ts';
import { runJavaSource } from '../../tools/index.ts';
import type { CheckContext, ClientName } from '../check.ts';
import type { Digests } from './digest.ts';
import { digestWithKafkaJs, produceWithKafkaJs } from './kafkajs.ts';
import { digestWithKcat } from './kcat.ts';
import { digestWithPlatformatic, produceWithPlatformatic } from './platformatic.ts';
import { CODECS } from './workload.ts';
import type { Codec, Workload } from './workload.ts';

/** A client that produces workloads. */
export interface RecordProducer {
  client: string;
  needs: readonly ClientName[];
  /** The codecs it has. */
  codecs: readonly Codec[];
  /** Returns when every record is acknowledged by all in-sync replicas. */
  produce(context: CheckContext, topic: string, workload: Workload): Promise<void>;
}

/** A client that reads a topic from its first record to the end that it has now. */
export interface RecordReader {
  client: string;
  needs: readonly ClientName[];
  digest(context: CheckContext, topic: string, recordCount: number): Promise<Digests>;
}

const CLIENTS_DIR = join(import.meta.dirname, '..', 'clients');
const PYTHON_PROGRAM = join(CLIENTS_DIR, 'confluent_records.py');
const JAVA_PROGRAM = join(CLIENTS_DIR, 'KafkaRecords.java');
const TIMEOUT_MS = 180_000;

const sliceArguments = (workload: Workload) => workload.slices.map(({ codec, path }) => `${codec}=${path}`);

export const producers: readonly RecordProducer[] = [
  {
    client: 'confluent-kafka',
    needs: ['python'],
    codecs: CODECS,
    async produce({ bootstrapServers, clients }, topic, workload) {
      const args = [PYTHON_PROGRAM, 'produce', bootstrapServers, topic, ...sliceArguments(workload)];
      await runCommand(clients.python!, args, { timeoutMs: TIMEOUT_MS });
    },
  },
  {
    client: 'kafka-clients (Java)',
    needs: ['kafka'],
    codecs: CODECS,
    async produce({ bootstrapServers, clients }, topic, workload) {
      const args = ['produce', bootstrapServers, topic, ...sliceArguments(workload)];
      await runJavaSource(clients.kafka!, JAVA_PROGRAM, args, { timeoutMs: TIMEOUT_MS });
    },
  },
  { client: 'kafkajs', needs: [], codecs: CODECS, produce: produceWithKafkaJs },
  {
    client: '@platformatic/kafka',
    needs: [],
    // Its snappy lacks the framing that Java's client needs, so that no broker can make it readable for all.
    codecs: ['none', 'gzip', 'lz4', 'zstd'],
    produce: produceWithPlatformatic,
  },
];

export const readers: readonly RecordReader[] = [
  {
    client: 'confluent-kafka',
    needs: ['python'],
    async digest({ bootstrapServers, clients }, topic) {
      const args = [PYTHON_PROGRAM, 'digest', bootstrapServers, topic];
      const { stdout } = await runCommand(clients.python!, args, { timeoutMs: TIMEOUT_MS });
      return JSON.parse(stdout) as Digests;
    },
  },
  {
    client: 'kafka-clients (Java)',
    needs: ['kafka'],
    async digest({ bootstrapServers, clients }, topic) {
      const args = ['digest', bootstrapServers, topic];
      const { stdout } = await runJavaSource(clients.kafka!, JAVA_PROGRAM, args, { timeoutMs: TIMEOUT_MS });
      return JSON.parse(stdout) as Digests;
    },
  },
  { client: 'kafkajs', needs: [], digest: digestWithKafkaJs },
  { client: '@platformatic/kafka', needs: [], digest: digestWithPlatformatic },
  { client: 'kcat', needs: ['kcat'], digest: digestWithKcat },
];
