import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../support/processes.ts';
import type { CommandOptions, CommandResult } from '../support/processes.ts';
import { cacheDir } from './cache.ts';
import type { Tool } from './cache.ts';
import { ensureProgram, onPath } from './system-packages.ts';

const KAFKA_VERSION = '4.3.1';
const LOG4J_VERSION = '2.25.3';
const OLDEST_JAVA = 17;
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** What Java needs to run Apache Kafka's broker and tools. */
export interface KafkaJars {
  java: string;
  /** For `java -cp`. */
  classPath: string;
  version: string;
}

/** Apache Kafka's broker, tools and clients from Maven Central, fetched once. */
export async function findApacheKafka(): Promise<Tool<KafkaJars>> {
  const noJava = await ensureProgram('java', 'openjdk-17-jdk-headless');
  if (noJava !== null) return { missing: noJava };
  const java = await javaVersion();
  if (java < OLDEST_JAVA)
    return { missing: `Apache Kafka ${KAFKA_VERSION} needs Java ${OLDEST_JAVA}, found ${java}` };

  const dir = cacheDir(`apache-kafka-${KAFKA_VERSION}`);
  const complete = join(dir, 'complete');
  if (!existsSync(complete)) {
    const noMaven = await ensureProgram('mvn', 'maven');
    if (noMaven !== null) return { missing: noMaven };
    try {
      await writeFile(join(dir, 'pom.xml'), POM);
      const goal = [
        '-q',
        '-B',
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        '-DoutputDirectory=lib',
      ];
      await runCommand('mvn', goal, { cwd: dir, timeoutMs: DOWNLOAD_TIMEOUT_MS });
      await writeFile(complete, '');
    } catch (error) {
      return { missing: `Maven could not fetch Apache Kafka: ${(error as Error).message.slice(0, 300)}` };
    }
  }
  const jars = { java: 'java', classPath: join(dir, 'lib', '*'), version: KAFKA_VERSION };
  return { found: jars, version: `${KAFKA_VERSION} (Java ${java})` };
}

/**
 * Apache Kafka where this machine has it or can fetch it without installing anything: for tests that run with all others
 * and are left out, with the reason said, where there is no Java.
 */
export async function apacheKafkaIfHere(): Promise<Tool<KafkaJars>> {
  for (const program of ['java', 'keytool', 'openssl'])
    if (!(await onPath(program))) return { missing: `${program} is not on the PATH` };
  const isFetched = existsSync(join(cacheDir(`apache-kafka-${KAFKA_VERSION}`), 'complete'));
  if (!isFetched && !(await onPath('mvn'))) return { missing: 'mvn is not on the PATH' };
  return findApacheKafka();
}

/** Java flags for programs that live a second or two: start fast, take little memory. */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx256M'];

/**
 * Runs one of Kafka's command line tools, by the name its shell script has (`kafka-topics`), as the script would:
 * the same class with the same arguments.
 */
export function runKafkaTool(
  jars: KafkaJars,
  tool: KafkaTool,
  args: readonly string[],
  options: CommandOptions & { javaFlags?: readonly string[] } = {},
): Promise<CommandResult> {
  const flags = options.javaFlags ?? SHORT_LIVED;
  return runCommand(jars.java, [...flags, '-cp', jars.classPath, TOOL_CLASSES[tool], ...args], options);
}

/** Runs a Java source file of ours against Kafka's client library. */
export function runJavaSource(
  jars: KafkaJars,
  sourcePath: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand(...javaSourceCommand(jars, sourcePath, args), options);
}

/** Program and arguments that run a Java source file of ours, for those who need more than its output. */
export function javaSourceCommand(
  jars: KafkaJars,
  sourcePath: string,
  args: readonly string[],
): [program: string, args: string[]] {
  return [jars.java, ['-XX:+UseSerialGC', '-Xmx512M', '-cp', jars.classPath, sourcePath, ...args]];
}

const TOOL_CLASSES = {
  'kafka-broker-api-versions': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
  'kafka-cluster': 'org.apache.kafka.tools.ClusterTool',
  'kafka-configs': 'kafka.admin.ConfigCommand',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'kafka-consumer-perf-test': 'org.apache.kafka.tools.ConsumerPerformance',
  'kafka-delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'kafka-dump-log': 'org.apache.kafka.tools.DumpLogSegments',
  'kafka-features': 'org.apache.kafka.tools.FeatureCommand',
  'kafka-get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'kafka-groups': 'org.apache.kafka.tools.GroupsCommand',
  'kafka-leader-election': 'org.apache.kafka.tools.LeaderElectionCommand',
  'kafka-log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'kafka-metadata-quorum': 'org.apache.kafka.tools.MetadataQuorumCommand',
  'kafka-producer-perf-test': 'org.apache.kafka.tools.ProducerPerformance',
  'kafka-reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  'kafka-storage': 'kafka.tools.StorageTool',
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-transactions': 'org.apache.kafka.tools.TransactionsCommand',
} as const;
export type KafkaTool = keyof typeof TOOL_CLASSES;

async function javaVersion(): Promise<number> {
  const { stdout, stderr } = await runCommand('java', ['-version']);
  return Number(/version "(\d+)/.exec(stdout + stderr)?.[1] ?? 0);
}

const dependency = (group: string, artifact: string, version: string) =>
  `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sluice</groupId>
  <artifactId>interop</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${dependency('org.apache.kafka', 'kafka_2.13', KAFKA_VERSION)}
${dependency('org.apache.kafka', 'kafka-tools', KAFKA_VERSION)}
${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J_VERSION)}
  </dependencies>
</project>
`;
