import { CreateTopics, ErrorCode, errorName } from '../protocol/index.ts';
import type { HistoryEntry, Step } from './checker/index.ts';
import { ClusterView, Consumer, encodeValue, Producer } from './client/index.ts';
import { AdminWorkload } from './admin-workload.ts';
import type { Cluster } from './cluster.ts';
import { GroupWorkload } from './group-workload.ts';
import type { VirtualProcess } from './process.ts';
import type { Chance } from './random.ts';
import { Recorder } from './recorder.ts';
import type { SwarmOptions } from './swarm.ts';
import type { World } from './world.ts';

const REQUEST_TIMEOUT_MS = 3_000;
const DELIVERY_TIMEOUT_MS = 20_000;
const SLOW_SEND_INTERVAL_MS = 200;
const MAX_OUTSTANDING = 100;
const POLL_WAIT_MS = 300;
const POLL_BYTES = 200_000;

interface ClientProcess {
  readonly name: string;
  readonly process: VirtualProcess;
  readonly view: ClusterView;
}

/** Producers and consumers of one topic, and the history of what they saw. */
export class Workload {
  readonly topic = 'orders';
  readonly hosts: readonly string[];
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #options: SwarmOptions;
  readonly #chance: Chance;
  readonly #recorder: Recorder;
  readonly #groups: GroupWorkload;
  readonly admin: AdminWorkload;
  readonly #clients = new Map<string, ClientProcess>();
  readonly #lives = new Map<string, number>();
  #nextValue = 0;
  #sendsLeft: number;
  #sendIntervalMs: number;
  #outstanding = 0;
  #stopped = false;
  #quiet = false;

  constructor(world: World, cluster: Cluster, options: SwarmOptions) {
    this.#world = world;
    this.#cluster = cluster;
    this.#options = options;
    this.#sendsLeft = options.sends;
    this.#sendIntervalMs = options.sendIntervalMs;
    this.#chance = world.chance('workload');
    this.#recorder = new Recorder(world.scheduler);
    this.#groups = new GroupWorkload(this.#recorder, this.topic);
    const { topic } = this;
    const { partitions, nodes } = options;
    this.admin = new AdminWorkload({ topic, partitions, nodes });
    this.hosts = [
      ...Array.from({ length: options.producers }, (_, index) => `p${index + 1}`),
      ...Array.from({ length: options.consumers }, (_, index) => `c${index + 1}`),
      ...Array.from({ length: options.committers }, (_, index) => `g${index + 1}`),
      ...(options.admin ? ['a1'] : []),
    ];
  }

  get history(): readonly HistoryEntry[] {
    return this.#recorder.history;
  }

  /** Everything that was to be sent has been sent, and has ended one way or the other. */
  get sent(): boolean {
    return this.#sendsLeft <= 0 && this.#outstanding === 0;
  }

  /** So many sends on top, slowly: the run only waits for more faults. */
  sendMore(count: number): void {
    this.#sendsLeft += count;
    this.#sendIntervalMs = Math.max(this.#sendIntervalMs, SLOW_SEND_INTERVAL_MS);
  }

  // ── clients ────────────────────────────────────────────────────────────────────────────────────────────────

  #connect(host: string): ClientProcess {
    const life = (this.#lives.get(host) ?? 0) + 1;
    this.#lives.set(host, life);
    const name = life === 1 ? host : `${host}.${life}`;
    const { process, env } = this.#cluster.client(name, host);
    process.onFailure = (error) => this.#world.violate('client-failed', `${name}: ${String(error)}`);
    const view = new ClusterView(env, this.#world.chance(name), {
      clientId: name,
      bootstrap: this.#cluster.bootstrap,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      retryBackoffMs: 100,
    });
    const client = { name, process, view };
    this.#clients.set(host, client);
    return client;
  }

  /** Runs a client's program as its own process: its end is the end of the program. */
  #run(client: ClientProcess, program: () => Promise<void>): void {
    client.process.after(0, 'client starts', () => {
      program().catch((error: unknown) => client.process.failed(error));
    });
  }

  /** Creates the topic; calls back when it is there. */
  createTopic(created: () => void): void {
    const client = this.#connect('setup');
    const { partitions, segmentBytes, nodes } = this.#options;
    this.#run(client, async () => {
      for (;;) {
        try {
          const answer = await client.view.request('any', CreateTopics, {
            topics: [
              {
                name: this.topic,
                numPartitions: partitions,
                replicationFactor: Math.min(3, nodes),
                assignments: [],
                configs: [{ name: 'segment.bytes', value: String(segmentBytes) }],
              },
            ],
          });
          const { errorCode } = answer.topics[0];
          if (errorCode === ErrorCode.NONE || errorCode === ErrorCode.TOPIC_ALREADY_EXISTS) return created();
          this.#world.scheduler.note(`creating the topic: ${errorName(errorCode)}`);
        } catch {
          // Nobody serves yet.
        }
        await client.view.backOff();
      }
    });
  }

  start(): void {
    for (const host of this.hosts) this.#startRole(host);
  }

  #startRole(host: string): void {
    const client = this.#connect(host);
    this.#run(client, () => {
      if (host.startsWith('p')) return this.#produce(client);
      if (host.startsWith('c')) return this.#consume(client);
      return host.startsWith('g') ? this.#commit(client) : this.#administer(client);
    });
  }

  /** One of the clients dies and comes again: what it had under way, nobody will know the end of. */
  killOne(): void {
    const host = this.#chance.pick(this.hosts);
    const client = this.#clients.get(host);
    if (client === undefined) return;
    this.#world.scheduler.note(`client ${client.name} is killed`);
    this.#cluster.endClient(client.process);
    this.#outstanding -= this.#openSends.get(client.name)?.size ?? 0;
    this.#openSends.delete(client.name);
    this.#startRole(host);
  }

  // ── what they do ───────────────────────────────────────────────────────────────────────────────────────────

  readonly #openSends = new Map<string, Set<number>>();

  #key(partition: number): string {
    return `${this.topic}-${partition}`;
  }

  async #produce(client: ClientProcess): Promise<void> {
    const { topic, maxInFlight, maxBatchRecords, codec } = { ...this.#options, topic: this.topic };
    const { view } = client;
    const chance = this.#world.chance(`${client.name} sends`);
    const producer = new Producer(view, {
      topic,
      deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
      maxInFlight,
      maxBatchRecords,
      codec,
    });
    const open = new Set<number>();
    this.#openSends.set(client.name, open);
    await view.refresh(topic);
    while (!this.#stopped) {
      if (this.#sendsLeft > 0 && open.size < MAX_OUTSTANDING) {
        this.#sendsLeft--;
        this.#send(client.name, producer, chance, open);
      }
      await view.pause(chance.exponential(this.#sendIntervalMs));
    }
  }

  #send(name: string, producer: Producer, chance: Chance, open: Set<number>): void {
    const { partitions, valueBytes } = this.#options;
    const partition = chance.whole(0, partitions - 1);
    const value = this.#nextValue++;
    const step = (offset: number | null): Step[] => [{ f: 'send', key: this.#key(partition), value, offset }];
    const op = this.#recorder.invoke(name, 'send', step(null));
    open.add(op);
    this.#outstanding++;
    void producer.send(partition, encodeValue(value, chance.whole(8, valueBytes))).then((outcome) => {
      if (!open.delete(op)) return;
      this.#outstanding--;
      this.#recorder.end(op, name, outcome.type, 'send', step(outcome.offset), {
        error: outcome.error,
      });
    });
  }

  #consumer(client: ClientProcess): Consumer {
    const { racks } = this.#options;
    return new Consumer(client.view, {
      topic: this.topic,
      maxWaitMs: POLL_WAIT_MS,
      maxBytes: POLL_BYTES,
      readCommitted: this.#options.readCommitted,
      fetchSessions: this.#options.fetchSessions,
      rack: racks === undefined ? '' : this.#world.chance(`${client.name} rack`).pick(racks),
    });
  }

  #assign(client: ClientProcess, consumer: Consumer, positions: [number, number][]): void {
    consumer.assign(positions);
    this.#recorder.end(this.#recorder.invoke(client.name, 'assign'), client.name, 'ok', 'assign', []);
  }

  async #poll(client: ClientProcess, consumer: Consumer): Promise<void> {
    const op = this.#recorder.invoke(client.name, 'poll');
    const polled = await consumer.poll();
    const steps: Step[] = polled.map(({ partition, offsets, values }) => ({
      f: 'poll',
      key: this.#key(partition),
      offsets,
      values,
    }));
    this.#recorder.end(op, client.name, 'ok', 'poll', steps);
  }

  /** From the beginning on, with a jump to somewhere else now and then. */
  async #consume(client: ClientProcess): Promise<void> {
    const { partitions } = this.#options;
    const chance = this.#world.chance(`${client.name} polls`);
    const consumer = this.#consumer(client);
    const all = Array.from({ length: partitions }, (_, partition) => partition);
    this.#assign(
      client,
      consumer,
      all.map((partition) => [partition, 0]),
    );
    while (!this.#stopped) {
      if (chance.hits(1 / 64)) {
        const chosen = all.filter(() => chance.hits(0.7));
        const reached = new Map(consumer.positions);
        const back = (partition: number) => Math.floor((reached.get(partition) ?? 0) * chance.next());
        this.#assign(
          client,
          consumer,
          (chosen.length > 0 ? chosen : all).map((partition) => [partition, back(partition)]),
        );
      }
      await this.#poll(client, consumer);
      await client.view.pause(chance.exponential(10));
    }
  }

  #commit({ name, view }: ClientProcess): Promise<void> {
    const chance = this.#world.chance(`${name} commits`);
    return this.#groups.commit(name, view, chance, () => !this.#stopped);
  }

  #administer({ name, view }: ClientProcess): Promise<void> {
    return this.admin.run(name, view, this.#world.chance(`${name} administers`), () => !this.#quiet);
  }

  // ── the end ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Nothing is created, deleted or moved any more. */
  settleDown(): void {
    this.#quiet = true;
  }

  /** One more record to every partition, by a fresh producer: the cluster must take it. */
  probe(answered: () => void): void {
    const client = this.#connect('probe');
    this.#run(client, async () => {
      const { view } = client;
      const producer = new Producer(view, {
        topic: this.topic,
        deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
        maxInFlight: 1,
        maxBatchRecords: 1,
        codec: 'none',
      });
      await view.refresh(this.topic);
      for (let partition = 0; partition < this.#options.partitions; partition++) {
        for (let type = ''; type !== 'ok';) {
          const value = this.#nextValue++;
          const step = (offset: number | null): Step[] => [
            { f: 'send', key: this.#key(partition), value, offset },
          ];
          const op = this.#recorder.invoke(client.name, 'send', step(null));
          const outcome = await producer.send(partition, encodeValue(value, 8));
          this.#recorder.end(op, client.name, outcome.type, 'send', step(outcome.offset), {
            error: outcome.error,
          });
          type = outcome.type;
        }
      }
      answered();
    });
  }

  /** A fresh consumer reads everything from the beginning to where the partitions end now. */
  finalRead(finished: () => void): void {
    this.#stopped = true;
    for (const host of this.hosts) {
      const client = this.#clients.get(host);
      if (client !== undefined) this.#cluster.endClient(client.process);
    }
    const client = this.#connect('reader');
    this.#run(client, async () => {
      const consumer = this.#consumer(client);
      const ends: number[] = [];
      for (let partition = 0; partition < this.#options.partitions; partition++) {
        for (let end: number | undefined; end === undefined;) {
          end = await consumer.endOffset(partition);
          if (end === undefined) await client.view.backOff();
          else ends[partition] = end;
        }
      }
      this.#assign(
        client,
        consumer,
        ends.map((_end, partition) => [partition, 0]),
      );
      const behind = () =>
        [...consumer.positions].some(([partition, position]) => position < ends[partition]);
      while (behind()) await this.#poll(client, consumer);
      await this.#groups.finalFetch(client.name, client.view);
      finished();
    });
  }
}
