import {
  ascending,
  defaultReplicationFactor,
  expectEqual,
  expectMatch,
  expectTrue,
  nodeIds,
} from '../check.ts';
import type { Check } from '../check.ts';
import { kafkaShell, numbered, partitionsOf, rowOf, withJsonFiles } from './kafka-tools.ts';

/** Apache Kafka's tools that look at and change topics, configs and log directories. */
export const kafkaAdminToolChecks: readonly Check[] = [
  {
    client: 'kafka-topics',
    name: 'create, list, describe, alter, delete',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-topics');
      const config = '--config retention.ms=123456789 --config cleanup.policy=compact';
      const created = await sh(`kafka-topics --create --topic ${topic} --partitions 3 ${config}`);
      expectMatch('create', created, new RegExp(`Created topic ${topic}`));
      const again = await sh(`kafka-topics --create --topic ${topic} --if-not-exists`);
      expectTrue(`create --if-not-exists of an existing topic complained: ${again}`, !/error/i.test(again));
      const listed = (await sh('kafka-topics --list')).split('\n');
      expectTrue(`list lacks ${topic}: ${listed.join(' ')}`, listed.includes(topic));

      const described = await sh(`kafka-topics --describe --topic ${topic}`);
      const replicas = defaultReplicationFactor(context);
      expectMatch('describe', described, new RegExp(`PartitionCount: 3\\s+ReplicationFactor: ${replicas}`));
      expectMatch('describe', described, /retention\.ms=123456789/);
      expectMatch('describe', described, /cleanup\.policy=compact/);
      expectMatch('describe', described, /TopicId: [\w-]{22}/);
      for (const { leader, replicas: placed, isr } of partitionsOf(described)) {
        expectEqual('replicas', placed.length, replicas);
        expectEqual('the leader is the preferred one', leader, placed[0]);
        expectEqual('in sync', ascending(isr), ascending(placed));
      }
      await sh(`kafka-topics --alter --topic ${topic} --partitions 5`);
      const altered = await sh(`kafka-topics --describe --topic ${topic}`);
      expectMatch('describe after alter', altered, /PartitionCount: 5/);
      await sh(`kafka-topics --delete --topic ${topic}`);
      const left = (await sh('kafka-topics --list')).split('\n');
      expectTrue('the deleted topic is still listed', !left.includes(topic));
      return '3 partitions with 2 configs, grown to 5, deleted';
    },
  },
  {
    client: 'kafka-topics',
    name: 'refusals: exists, unknown, too many replicas, fewer partitions, bad name',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-refusals');
      await sh(`kafka-topics --create --topic ${topic} --partitions 2`);
      expectMatch(
        'exists',
        await sh(`kafka-topics --create --topic ${topic}`, { acceptedCodes: [1] }),
        /already exists/,
      );
      expectMatch(
        'fewer',
        await sh(`kafka-topics --alter --topic ${topic} --partitions 1`, { acceptedCodes: [1] }),
        /InvalidPartitions/,
      );
      const replicas = `--replication-factor ${context.nodes + 1}`;
      const second = await sh(`kafka-topics --create --topic ${topic}-x ${replicas}`, { acceptedCodes: [1] });
      expectMatch('replicas', second, /InvalidReplicationFactor/);
      const badName = await sh('kafka-topics --create --topic no/slash', { acceptedCodes: [1] });
      expectMatch('name', badName, /InvalidTopicException|is illegal|illegal/);
      const config = await sh(`kafka-topics --create --topic ${topic}-y --config retention.ms=soon`, {
        acceptedCodes: [1],
      });
      expectMatch('config', config, /InvalidConfiguration|ConfigException/);
      return 'five refusals with Kafka’s exceptions';
    },
  },
  {
    client: 'kafka-configs',
    name: 'describe and alter a topic',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-config');
      await sh(`kafka-topics --create --topic ${topic}`);
      const entity = `--entity-type topics --entity-name ${topic}`;
      await sh(`kafka-configs ${entity} --alter --add-config retention.ms=777000,max.message.bytes=2000000`);
      const changed = await sh(`kafka-configs ${entity} --describe`);
      expectMatch(
        'describe',
        changed,
        /retention\.ms=777000 sensitive=false synonyms=\{DYNAMIC_TOPIC_CONFIG:retention\.ms=777000/,
      );
      expectMatch('describe', changed, /max\.message\.bytes=2000000/);
      await sh(`kafka-configs ${entity} --alter --delete-config retention.ms`);
      const all = await sh(`kafka-configs ${entity} --describe --all`);
      expectMatch('describe --all', all, /retention\.ms=604800000/);
      const count = all.split('\n').filter((line) => /^\s+[\w.]+=/.test(line)).length;
      expectTrue(`describe --all lists ${count} topic configs, Kafka has more than 30`, count > 30);
      return `two set, one deleted, ${count} listed with --all`;
    },
  },
  {
    client: 'kafka-configs',
    name: 'describe and alter a broker and the cluster default',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const broker = '--entity-type brokers --entity-name 1';
      await sh(`kafka-configs ${broker} --alter --add-config log.cleaner.backoff.ms=12345`);
      const changed = await sh(`kafka-configs ${broker} --describe`);
      expectMatch('describe', changed, /log\.cleaner\.backoff\.ms=12345.*DYNAMIC_BROKER_CONFIG/);
      await sh(`kafka-configs ${broker} --alter --delete-config log.cleaner.backoff.ms`);
      const cluster = '--entity-type brokers --entity-default';
      await sh(`kafka-configs ${cluster} --alter --add-config message.max.bytes=1500000`);
      const byDefault = await sh(`kafka-configs ${cluster} --describe`);
      expectMatch('describe default', byDefault, /message\.max\.bytes=1500000/);
      const all = await sh(`kafka-configs ${broker} --describe --all`);
      expectMatch('describe --all', all, /message\.max\.bytes=1500000.*DYNAMIC_DEFAULT_BROKER_CONFIG/);
      await sh(`kafka-configs ${cluster} --alter --delete-config message.max.bytes`);
      const count = all.split('\n').filter((line) => /^\s+[\w.]+=/.test(line)).length;
      expectTrue(`describe --all lists ${count} broker configs, Kafka has more than 200`, count > 200);
      return `node and default override set and removed, ${count} listed with --all`;
    },
  },
  {
    client: 'kafka-transactions',
    name: 'describe-producers',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-producers');
      await sh(`kafka-topics --create --topic ${topic} --partitions 1`);
      // An idempotent producer, as Kafka's are unless they are told otherwise.
      await sh(`kafka-producer-perf-test --topic ${topic} --num-records 7 --record-size 10 --throughput -1`);
      const told = await sh(`kafka-transactions describe-producers --topic ${topic} --partition 0`);
      const [, id, epoch, , sequence] = /^(\d+)\s+(\d+)\s+(\S+)\s+(-?\d+)\s/m.exec(told) ?? [];
      expectTrue(`one producer with an epoch and its last sequence in: ${told}`, id !== undefined);
      expectTrue(`the last of seven records has sequence 6, not ${sequence}`, sequence === '6');
      return `producer ${id}, epoch ${epoch}, last sequence ${sequence}`;
    },
  },
  {
    client: 'kafka-delete-records',
    name: 'raise the log start, then get-offsets',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-delete-records');
      await sh(`kafka-topics --create --topic ${topic}`);
      await sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(50) });
      await withJsonFiles(async (write) => {
        const offsets = { version: 1, partitions: [{ topic, partition: 0, offset: 20 }] };
        const file = await write('offsets.json', offsets);
        const deleted = await sh(`kafka-delete-records --offset-json-file ${file}`);
        expectMatch('delete', deleted, /low_watermark: 20/);
      });
      expectEqual(
        'earliest',
        (await sh(`kafka-get-offsets --topic ${topic} --time earliest`)).trim(),
        `${topic}:0:20`,
      );
      return '50 records, low watermark 20';
    },
  },
  {
    client: 'kafka-log-dirs',
    name: 'describe sizes',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-log-dirs');
      await sh(`kafka-topics --create --topic ${topic} --partitions 2`);
      await sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(100) });
      const output = await sh(`kafka-log-dirs --describe --topic-list ${topic}`);
      const json = JSON.parse(expectMatch('describe', output, /^\{.*\}$/m)[0]) as {
        brokers: { broker: number; logDirs: { partitions: { partition: string; size: number }[] }[] }[];
      };
      expectEqual('brokers', ascending(json.brokers.map(({ broker }) => broker)), nodeIds(context));
      const partitions = json.brokers.flatMap(({ logDirs }) => logDirs.flatMap((dir) => dir.partitions));
      const replicas = defaultReplicationFactor(context);
      const names = [`${topic}-0`, `${topic}-1`].flatMap((name) =>
        Array.from({ length: replicas }, () => name),
      );
      expectEqual('partitions', partitions.map(({ partition }) => partition).toSorted(), names);
      const sizeBytes = partitions.reduce((sum, { size }) => sum + size, 0);
      expectTrue(`the logs of 100 records have ${sizeBytes} bytes`, sizeBytes > 500);
      return `2 partitions on ${context.nodes} brokers, ${sizeBytes} bytes`;
    },
  },
  {
    client: 'kafka-get-offsets',
    name: 'earliest, latest, max-timestamp and by timestamp',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-offsets');
      await sh(`kafka-topics --create --topic ${topic}`);
      await sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(40) });
      const betweenMs = Date.now();
      await sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(40) });
      const offsetAt = async (time: string) =>
        rowOf((await sh(`kafka-get-offsets --topic ${topic} --time ${time}`)).trim(), ':')[2];
      expectEqual('earliest', await offsetAt('earliest'), '0');
      expectEqual('latest', await offsetAt('latest'), '80');
      const maxTimestamp = Number(await offsetAt('max-timestamp'));
      expectTrue(`max-timestamp is offset ${maxTimestamp}`, maxTimestamp >= 40 && maxTimestamp <= 79);
      expectEqual('at the pause', await offsetAt(String(betweenMs)), '40');
      return `0, 80, ${maxTimestamp}, 40`;
    },
  },
];
