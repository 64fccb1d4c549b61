import { expectEqual, expectMatch, expectTrue } from '../check.ts';
import type { Check } from '../check.ts';
import { kafkaShell, linesOf, numbered, tableOf } from './kafka-tools.ts';

/** Apache Kafka's tools that produce and consume, and those that look after groups. */
export const kafkaClientToolChecks: readonly Check[] = [
  {
    client: 'kafka-console-producer',
    name: 'keys, headers, nulls and zstd, read by kafka-console-consumer',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-console');
      await sh(`kafka-topics --create --topic ${topic}`);
      const stdin = 'trace:1,tenant:a\tkey-1\tone\ntrace:2\tkey-2\tNIL\ntrace:3\tNIL\tthree 한국어\n';
      const reading = flags('--reader-property', 'parse.key=true', 'parse.headers=true', 'null.marker=NIL');
      await sh(`kafka-console-producer --topic ${topic} --compression-codec zstd ${reading}`, { stdin });
      const shown = ['print.key=true', 'print.headers=true', 'print.offset=true', 'null.literal=NIL'];
      const showing = flags('--formatter-property', ...shown);
      const output = await sh(
        `kafka-console-consumer --topic ${topic} --from-beginning --max-messages 3 --timeout-ms 20000 ${showing}`,
      );
      expectEqual('consumed', linesOf(output), [
        'Offset:0\ttrace:1,tenant:a\tkey-1\tone',
        'Offset:1\ttrace:2\tkey-2\tNIL',
        'Offset:2\ttrace:3\tNIL\tthree 한국어',
      ]);
      return '3 records with headers, a null key and a null value';
    },
  },
  {
    client: 'kafka-console-producer',
    name: 'acks 0, 1 and all, every codec, auto-created topic',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-codecs');
      const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
      const acks = ['0', '1', 'all', 'all', 'all'];
      for (const [i, codec] of codecs.entries()) {
        const stdin = numbered(20, `${codec}-`);
        const idempotence = acks[i] === 'all' ? 'true' : 'false';
        await sh(
          `kafka-console-producer --topic ${topic} --compression-codec ${codec} --request-required-acks ${acks[i]!} --command-property enable.idempotence=${idempotence}`,
          { stdin },
        );
      }
      const output = await sh(
        `kafka-console-consumer --topic ${topic} --from-beginning --max-messages 100 --timeout-ms 20000`,
      );
      const expected = codecs.flatMap((codec) => linesOf(numbered(20, `${codec}-`)));
      expectEqual('consumed', linesOf(output).toSorted(), expected.toSorted());
      return '100 records, five codecs';
    },
  },
  {
    client: 'kafka-console-consumer',
    name: '--group commits and goes on; kafka-consumer-groups describes, resets, deletes',
    needs: ['kafka'],
    timeoutMs: 180_000,
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-group');
      const group = context.unique('group');
      await sh(`kafka-topics --create --topic ${topic} --partitions 2`);
      const produce = (prefix: string, count: number) =>
        sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(count, prefix) });
      const consume = async (count: number) =>
        linesOf(
          await sh(
            `kafka-console-consumer --topic ${topic} --group ${group} --from-beginning --max-messages ${count} --timeout-ms 20000`,
          ),
        );
      await produce('a-', 60);
      const first = await consume(60);
      await produce('b-', 30);
      const second = await consume(10);
      expectTrue(
        'the second run started over',
        second.every((line) => line.startsWith('b-')),
      );
      expectEqual('first run', first.toSorted(), linesOf(numbered(60, 'a-')).toSorted());

      expectTrue('list lacks the group', linesOf(await sh('kafka-consumer-groups --list')).includes(group));
      const sum = (rows: Record<string, string>[], title: string) =>
        rows.reduce((total, row) => total + Number(row[title]), 0);
      const describe = async () => tableOf(await sh(`kafka-consumer-groups --describe --group ${group}`));
      const rows = await describe();
      expectEqual('rows', rows.map((row) => row.PARTITION).toSorted(), ['0', '1']);
      expectEqual('log end', sum(rows, 'LOG-END-OFFSET'), 90);
      expectEqual('committed', sum(rows, 'CURRENT-OFFSET'), 70);
      expectEqual('lag', sum(rows, 'LAG'), 20);
      const state = await sh(`kafka-consumer-groups --describe --group ${group} --state`);
      expectMatch('state', state, new RegExp(`${group}.*Empty\\s+0`));

      const all = `--group ${group} --all-topics`;
      await sh(`kafka-consumer-groups --reset-offsets ${all} --to-earliest --execute`);
      expectEqual('lag after reset to earliest', sum(await describe(), 'LAG'), 90);
      await sh(`kafka-consumer-groups --reset-offsets ${all} --to-latest --execute`);
      expectEqual('lag after reset to latest', sum(await describe(), 'LAG'), 0);
      await sh(`kafka-consumer-groups --reset-offsets ${all} --shift-by -5 --execute`);
      // A partition that holds fewer than five records goes back to its start.
      const back = rows.map((row) => Math.min(5, Number(row['LOG-END-OFFSET'])));
      expectEqual('lag after shift by -5', sum(await describe(), 'LAG'), back[0]! + back[1]!);
      const deletion = await sh(`kafka-consumer-groups --delete-offsets --group ${group} --topic ${topic}`);
      expectMatch('delete offsets', deletion, /Successful/);
      expectMatch('delete', await sh(`kafka-consumer-groups --delete --group ${group}`), /successful/);
      expectTrue(
        'the deleted group is still listed',
        !linesOf(await sh('kafka-consumer-groups --list')).includes(group),
      );
      return 'lag 20 of 90, reset to 90, to 0 and by -5, offsets and group deleted';
    },
  },
  {
    client: 'kafka-groups',
    name: 'list',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-groups');
      const group = context.unique('group');
      await sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(1) });
      await sh(
        `kafka-console-consumer --topic ${topic} --group ${group} --from-beginning --max-messages 1 --timeout-ms 20000`,
      );
      const output = await sh('kafka-groups --list');
      expectMatch('list', output, new RegExp(`^${group}\\s+Classic\\s+consumer`, 'm'));
      return 'one classic consumer group';
    },
  },
  {
    client: 'kafka-producer-perf-test',
    name: '20,000 records of 1 KB, read by kafka-consumer-perf-test',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-perf');
      await sh(`kafka-topics --create --topic ${topic}`);
      const produced = await sh(
        `kafka-producer-perf-test --topic ${topic} --num-records 20000 --record-size 1024 --throughput -1`,
      );
      const [, produceMb] = expectMatch('produce', produced, /20000 records sent, .*\(([\d.]+) MB\/sec\)/);
      const consumed = await sh(
        `kafka-consumer-perf-test --topic ${topic} --num-records 20000 --hide-header`,
      );
      const fields = linesOf(consumed).at(-1)!.split(', ');
      expectEqual('consumed', fields[4], '20000');
      return `${produceMb} MB/s in, ${fields[3]} MB/s out (cold JVMs)`;
    },
  },
];

/** The flag before each of the values: these tools take one value per flag. */
function flags(flag: string, ...values: string[]): string {
  return values.map((value) => `${flag} ${value}`).join(' ');
}
