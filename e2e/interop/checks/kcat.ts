import { runCommand } from '../../support/processes.ts';
import {
  ascending,
  defaultReplicationFactor,
  expectEqual,
  expectMatch,
  expectTrue,
  nodeIds,
} from '../check.ts';
import type { Check, CheckContext } from '../check.ts';

/** kcat is librdkafka as people use it in a terminal; Debian's is an old one, which is the point. */
export const kcatChecks: readonly Check[] = [
  {
    client: 'kcat',
    name: 'list metadata, as text and JSON',
    needs: ['kcat'],
    async run(context) {
      const topic = context.unique('kcat-list');
      await kcat(context, ['-P', '-t', topic], 'one\n');
      const text = await kcat(context, ['-L']);
      expectMatch('list', text, new RegExp(`^ ${context.nodes} brokers:$`, 'm'));
      expectMatch('list', text, new RegExp(`topic "${topic}" with \\d+ partitions`));
      const json = JSON.parse(await kcat(context, ['-L', '-J', '-t', topic])) as {
        controllerid: number;
        brokers: { id: number; name: string }[];
        topics: {
          topic: string;
          partitions: { partition: number; leader: number; isrs: { id: number }[] }[];
        }[];
      };
      expectTrue(`controller ${json.controllerid}`, nodeIds(context).includes(json.controllerid));
      expectEqual('brokers', ascending(json.brokers.map(({ id }) => id)), nodeIds(context));
      const { leader, isrs } = json.topics[0]!.partitions[0]!;
      const inSync = isrs.map(({ id }) => id);
      expectTrue(`leader ${leader} of ${inSync.join(', ')}`, inSync.includes(leader));
      expectEqual('in sync', inSync.length, defaultReplicationFactor(context));
      return `${context.nodes} brokers, the first at ${json.brokers[0]!.name}, topic auto-created`;
    },
  },
  {
    client: 'kcat',
    name: 'produce and consume: keys, headers, nulls, every codec',
    needs: ['kcat'],
    async run(context) {
      const topic = context.unique('kcat-records');
      const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
      for (const codec of codecs) {
        const filler = 'x'.repeat(2_000);
        const lines = `k1\t${codec} one ${filler}\nk2\t\n\tno key\n`;
        await kcat(
          context,
          ['-P', '-t', topic, '-p', '0', '-K', '\t', '-Z', '-z', codec, '-H', `codec=${codec}`],
          lines,
        );
      }
      const format = ['-f', '%o %K %k %S %h\\n'];
      const output = await kcat(context, [
        '-C',
        '-t',
        topic,
        '-p',
        '0',
        '-o',
        'beginning',
        '-e',
        '-q',
        ...format,
      ]);
      const expected = codecs.flatMap((codec, i) => [
        `${i * 3} 2 k1 ${2_005 + codec.length} codec=${codec}`,
        `${i * 3 + 1} 2 k2 -1 codec=${codec}`,
        `${i * 3 + 2} -1  6 codec=${codec}`,
      ]);
      expectEqual('consumed', output.trimEnd().split('\n'), expected);
      return `${expected.length} records`;
    },
  },
  {
    client: 'kcat',
    name: 'offsets: tail, from an offset, by timestamp',
    needs: ['kcat'],
    async run(context) {
      const topic = context.unique('kcat-offsets');
      const numbers = (from: number, to: number) =>
        Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
      await kcat(context, ['-P', '-t', topic, '-p', '0'], `${numbers(1, 50).join('\n')}\n`);
      const betweenMs = Date.now() + 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      await kcat(context, ['-P', '-t', topic, '-p', '0'], `${numbers(51, 100).join('\n')}\n`);
      const consume = async (...args: string[]) =>
        (await kcat(context, ['-C', '-t', topic, '-p', '0', '-e', '-q', ...args])).trimEnd().split('\n');
      expectEqual('the last three', await consume('-o', '-3'), numbers(98, 100));
      expectEqual('from 95', await consume('-o', '95'), numbers(96, 100));
      expectEqual('since the pause', await consume('-o', `s@${betweenMs}`), numbers(51, 100));
      const queried = await kcat(context, ['-Q', '-t', `${topic}:0:${betweenMs}`]);
      expectMatch('query', queried, /offset 50$/m);
      return 'tail 3, offset 95, timestamp at 50';
    },
  },
  {
    client: 'kcat',
    name: 'balanced group consumer commits',
    needs: ['kcat'],
    async run(context) {
      const topic = context.unique('kcat-group');
      const group = context.unique('group');
      await kcat(context, ['-P', '-t', topic], 'one\ntwo\nthree\n');
      const consume = (count: number) =>
        kcat(context, ['-G', group, '-q', '-c', String(count), '-X', 'auto.offset.reset=earliest', topic]);
      const first = (await consume(3)).trimEnd().split('\n');
      expectEqual('first run', first, ['one', 'two', 'three']);
      await kcat(context, ['-P', '-t', topic], 'four\n');
      expectEqual('second run', (await consume(1)).trimEnd(), 'four');
      return 'three, then one more after the commit';
    },
  },
  {
    client: 'kcat',
    name: 'idempotent producer, 5,000 records',
    needs: ['kcat'],
    async run(context) {
      const topic = context.unique('kcat-idempotent');
      const lines = Array.from({ length: 5_000 }, (_, i) => `${i}`);
      const properties = ['-X', 'enable.idempotence=true', '-X', 'batch.num.messages=100'];
      await kcat(context, ['-P', '-t', topic, '-p', '0', ...properties], `${lines.join('\n')}\n`);
      const output = await kcat(context, ['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-e', '-q']);
      expectTrue('order or count differ', output.trimEnd() === lines.join('\n'));
      return 'all once and in order';
    },
  },
];

async function kcat(context: CheckContext, args: readonly string[], stdin?: string): Promise<string> {
  const command = ['-b', context.bootstrapServers, ...args];
  return (await runCommand(context.clients.kcat!, command, { stdin, timeoutMs: 45_000 })).stdout;
}
