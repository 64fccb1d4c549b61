import type { Admin } from 'kafkajs';
import { waitForMetadata } from '../../support/cluster-view.ts';
import { waitUntil } from '../../support/processes.ts';
import type { PartitionPlace } from '../../support/tiny-client.ts';
import { ascending, expectEqual, expectMatch } from '../check.ts';
import type { Check, CheckContext } from '../check.ts';
import { kafkaJs } from '../node-clients/kafkajs.ts';
import { kafkaShell, numbered, partitionsOf, withJsonFiles } from './kafka-tools.ts';

const WAIT_TIMEOUT_MS = 60_000;

const MOVED_BYTES = 8_000_000;
const THROTTLE_BYTES = 1_000_000;
/** The first second is given away as a whole, and each side may be one fetch of a megabyte ahead. */
const LEAST_MOVE_MS = ((MOVED_BYTES - 3_000_000) * 1_000) / THROTTLE_BYTES;

/** Apache Kafka's tools that move replicas and leaderships, and show what is wrong with them. */
export const kafkaReplicaToolChecks: readonly Check[] = [
  {
    client: 'kafka-reassign-partitions',
    name: 'generate, execute, verify',
    needs: ['kafka'],
    minNodes: 3,
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-reassign');
      await sh(`kafka-topics --create --topic ${topic} --replica-assignment 1:2,2:1`);
      await sh(`kafka-console-producer --topic ${topic}`, { stdin: numbered(200) });
      return withJsonFiles(async (write) => {
        const topics = await write('topics.json', { version: 1, topics: [{ topic }] });
        const generated = await sh(
          `kafka-reassign-partitions --generate --topics-to-move-json-file ${topics} --broker-list 1,2,3`,
        );
        const [current, proposed] = [...generated.matchAll(/^\{.*\}$/gm)].map(
          ([json]) => (JSON.parse(json) as { partitions: { replicas: number[] }[] }).partitions,
        );
        expectEqual(
          'current',
          current!.map(({ replicas }) => replicas),
          [
            [1, 2],
            [2, 1],
          ],
        );
        expectEqual(
          'proposed',
          proposed!.map(({ replicas }) => replicas.length),
          [2, 2],
        );

        const plan = await write(
          'plan.json',
          reassignment(topic, [
            [3, 2],
            [1, 3],
          ]),
        );
        const executed = await sh(`kafka-reassign-partitions --execute --reassignment-json-file ${plan}`);
        expectMatch('execute', executed, /Successfully started partition reassignments? for/);
        let verified = '';
        const isDone = async () => {
          verified = await sh(`kafka-reassign-partitions --verify --reassignment-json-file ${plan}`);
          return verified.match(/Reassignment of partition \S+ is completed\./g)?.length === 2;
        };
        await waitUntil(`both partitions to move: ${verified}`, isDone, { timeoutMs: WAIT_TIMEOUT_MS });
        const moved = partitionsOf(await sh(`kafka-topics --describe --topic ${topic}`));
        expectEqual(
          'replicas',
          moved.map(({ replicas }) => replicas),
          [
            [3, 2],
            [1, 3],
          ],
        );
        expectEqual(
          'in sync',
          moved.map(({ isr }) => isr.length),
          [2, 2],
        );
        const read = await sh(`kafka-get-offsets --topic ${topic} --time latest`);
        const ends = read
          .trim()
          .split('\n')
          .map((line) => Number(line.split(':')[2]));
        expectEqual('records', ends[0]! + ends[1]!, 200);
        return '200 records moved from 1, 2 to 3, 2 and from 2, 1 to 1, 3';
      });
    },
  },
  {
    client: 'kafka-reassign-partitions',
    name: 'execute with a throttle, which is kept, and verify, which lifts it',
    needs: ['kafka'],
    minNodes: 3,
    async run(context) {
      const sh = kafkaShell(context);
      const topic = context.unique('tool-throttle');
      await sh(`kafka-topics --create --topic ${topic} --replica-assignment 1:2`);
      const amount = `--num-records ${MOVED_BYTES / 1_000} --record-size 1000 --throughput -1`;
      await sh(`kafka-producer-perf-test --topic ${topic} ${amount} --producer-props acks=all`);
      return withJsonFiles(async (write) => {
        const plan = await write('plan.json', reassignment(topic, [[1, 3]]));
        const beganMs = performance.now();
        const executed = await sh(
          `kafka-reassign-partitions --execute --throttle ${THROTTLE_BYTES} --reassignment-json-file ${plan}`,
        );
        expectMatch('execute', executed, new RegExp(`throttle limit was set to ${THROTTLE_BYTES} B/s`));
        const settings = () => sh(`kafka-configs --describe --topic ${topic}`);
        expectMatch('while it moves', await settings(), /follower\.replication\.throttled\.replicas=0:3/);
        await waitForMetadata(
          `${topic} to be on 1 and 3`,
          context.bootstrapServers.split(',').map((server) => Number(server.split(':').at(-1))),
          [topic],
          ({ partitions }) => partitions.length > 0 && partitions.every(({ isr }) => isr.includes(3)),
        );
        const tookMs = performance.now() - beganMs;
        if (tookMs < LEAST_MOVE_MS)
          throw new Error(`moved in ${tookMs.toFixed(0)} ms, the throttle is not kept`);
        const verified = await sh(`kafka-reassign-partitions --verify --reassignment-json-file ${plan}`);
        expectMatch('verify', verified, /is completed\.[\s\S]*Clearing topic-level throttles/);
        if (/throttled/.test(await settings())) throw new Error('the topic is throttled still');
        return `${MOVED_BYTES / 1e6} MB in ${(tookMs / 1000).toFixed(1)} s at ${THROTTLE_BYTES / 1e6} MB/s at most`;
      });
    },
  },
  {
    client: 'kafka-topics',
    name: 'a broker that hangs: under-replicated, ELR, unavailable; elections; a move cancelled',
    needs: ['kafka'],
    minNodes: 3,
    needsStarted: true,
    timeoutMs: 240_000,
    run: (context) => new HangingBroker(context).run(),
  },
];

const reassignment = (topic: string, replicas: readonly (readonly number[])[]) => ({
  version: 1,
  partitions: replicas.map((list, partition) => ({ topic, partition, replicas: list })),
});

/**
 * One node after the other hangs, as by SIGSTOP: it is there, and does nothing. Tools are pointed at the others, since
 * they would wait for its answers.
 */
class HangingBroker {
  readonly #context: CheckContext;
  readonly #hanging = new Set<number>();
  readonly #safe: string;
  readonly #single: string;
  readonly #unclean: string;
  readonly #moved: string;

  constructor(context: CheckContext) {
    this.#context = context;
    this.#safe = context.unique('tool-safe');
    this.#single = context.unique('tool-single');
    this.#unclean = context.unique('tool-unclean');
    this.#moved = context.unique('tool-moved');
  }

  async run(): Promise<string> {
    await this.#createTopics();
    try {
      this.#stop(3);
      await this.#showsLack();
      await this.#cancelsMove();
      // 1 leads alone now. It hangs when 3 comes back, which lacks nothing, but nobody can know that.
      this.#stop(1);
      this.#resume(3);
      await this.#electsUncleanly();
      this.#resume(1);
      await this.#electsPreferred();
    } finally {
      for (const id of this.#hanging) this.#resume(id);
    }
    return 'seen without leader and in the ELR; a move listed and cancelled; elected uncleanly and by preference';
  }

  async #createTopics(): Promise<void> {
    const topics: [topic: string, replicas: number[], minIsr: number][] = [
      [this.#safe, [3, 1], 2],
      [this.#single, [3], 1],
      [this.#unclean, [3, 1], 1],
      [this.#moved, [1, 2], 1],
    ];
    await this.#administer(async (admin) => {
      await admin.createTopics({
        topics: topics.map(([topic, replicas, minIsr]) => ({
          topic,
          replicaAssignment: [{ partition: 0, replicas }],
          configEntries: [{ name: 'min.insync.replicas', value: String(minIsr) }],
        })),
      });
    });
    await this.#until('led by 3', this.#unclean, ({ leader, isr }) => leader === 3 && isr.length === 2);
  }

  async #showsLack(): Promise<void> {
    await this.#until('without 3 in sync', this.#safe, ({ isr }) => isr.length === 1);
    const [partition] = partitionsOf(await this.#sh(`kafka-topics --describe --topic ${this.#safe}`));
    expectEqual('below min ISR, who was in sync is eligible', partition!.elr, [3]);
    const both = `${this.#safe}|${this.#single}`;
    const shown = async (filter: string) => {
      const described = await this.#sh(`kafka-topics --describe ${filter} --topic ${both}`);
      return ascending(partitionsOf(described).map(({ leader }) => leader));
    };
    expectEqual('leaders of the under-replicated', await shown('--under-replicated-partitions'), [-1, 1]);
    expectEqual('leaders under min ISR', await shown('--under-min-isr-partitions'), [-1, 1]);
    expectEqual('unavailable', await shown('--unavailable-partitions'), [-1]);
    // kafkajs does nothing at all while any topic lacks a leader.
    await this.#sh(`kafka-topics --delete --topic ${this.#single}`);
  }

  /** A replica on a broker that hangs does not catch up: the move is under way until it is cancelled. */
  async #cancelsMove(): Promise<void> {
    const topic = this.#moved;
    await this.#administer((admin) =>
      admin.alterPartitionReassignments({
        topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [1, 3] }] }],
      }),
    );
    const listed = await this.#sh('kafka-reassign-partitions --list');
    expectMatch('list', listed, new RegExp(`${topic}-0: replicas: 1,3,2.* adding: 3.* removing: 2`));
    await withJsonFiles(async (write) => {
      const plan = await write('plan.json', reassignment(topic, [[1, 3]]));
      const cancel = `--cancel --preserve-throttles --reassignment-json-file ${plan}`;
      const cancelled = await this.#sh(`kafka-reassign-partitions ${cancel}`);
      expectMatch('cancel', cancelled, new RegExp(`Successfully cancelled .*${topic}-0`));
    });
    expectMatch(
      'list',
      await this.#sh('kafka-reassign-partitions --list'),
      /No partition reassignments found/,
    );
    const [partition] = partitionsOf(await this.#sh(`kafka-topics --describe --topic ${topic}`));
    expectEqual('replicas as before', partition!.replicas, [1, 2]);
  }

  async #electsUncleanly(): Promise<void> {
    await this.#until('without a leader', this.#unclean, ({ leader }) => leader === -1);
    await this.#until('led by who was eligible', this.#safe, ({ leader }) => leader === 3);
    const election = `--election-type unclean --topic ${this.#unclean} --partition 0`;
    const elected = await this.#sh(`kafka-leader-election ${election}`);
    expectMatch('unclean election', elected, /Successfully completed leader election \(UNCLEAN\)/);
    await this.#until('led uncleanly by 3', this.#unclean, ({ leader }) => leader === 3);
  }

  async #electsPreferred(): Promise<void> {
    await this.#until(
      'whole again, led by 2',
      this.#moved,
      ({ leader, isr }) => leader === 2 && isr.length === 2,
    );
    const election = `--election-type preferred --topic ${this.#moved} --partition 0`;
    const elected = await this.#sh(`kafka-leader-election ${election}`);
    expectMatch('preferred election', elected, /Successfully completed leader election \(PREFERRED\)/);
    await this.#until('led by 1', this.#moved, ({ leader }) => leader === 1);
  }

  /** The context without the nodes that hang. */
  get #reachable(): CheckContext {
    const servers = this.#context.bootstrapServers.split(',').filter((_, i) => !this.#hanging.has(i + 1));
    return { ...this.#context, bootstrapServers: servers.join(',') };
  }

  #sh(commandLine: string): Promise<string> {
    return kafkaShell(this.#reachable)(commandLine);
  }

  async #administer(use: (admin: Admin) => Promise<unknown>): Promise<void> {
    const admin = kafkaJs(this.#reachable.bootstrapServers).admin();
    await admin.connect();
    try {
      await use(admin);
    } finally {
      await admin.disconnect();
    }
  }

  async #until(what: string, topic: string, isSo: (partition: PartitionPlace) => boolean): Promise<void> {
    const ports = this.#reachable.bootstrapServers
      .split(',')
      .map((server) => Number(server.split(':').at(-1)));
    await waitForMetadata(
      `${topic} to be ${what}`,
      ports,
      [topic],
      ({ partitions }) => partitions.length > 0 && partitions.every(isSo),
    );
  }

  #stop(id: number): void {
    this.#signal(id, 'SIGSTOP');
    this.#hanging.add(id);
  }

  #resume(id: number): void {
    this.#signal(id, 'SIGCONT');
    this.#hanging.delete(id);
  }

  #signal(id: number, signal: NodeJS.Signals): void {
    const pid = this.#context.started!.nodes().find((node) => node.id === id)?.pid ?? null;
    if (pid === null) throw new Error(`node ${id} does not run`);
    process.kill(pid, signal);
  }
}
