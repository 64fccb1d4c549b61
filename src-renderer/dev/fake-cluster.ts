/** A made-up cluster: three nodes, a few topics that grow, two groups of which one falls behind. */
import { PLAIN_CONNECTION } from '../../src-main/contract/index.ts';
import type {
  ClusterSettingsView,
  FactView,
  GroupDetail,
  GroupRow,
  LagSample,
  MessageRow,
  NodeView,
  Overview,
  Payload,
  ReadEvent,
  ReadRequest,
  SendRequest,
  TopicDetail,
  TopicRow,
} from '../../src-main/contract/index.ts';
import { CONFIGS, asOf, detail, node, startedMs, text, whole } from './fake-values.ts';

interface FakeTopic {
  name: string;
  internal: boolean;
  partitions: MessageRow[][];
  perTick: number;
  history: number[];
}

type Input = Record<string, unknown> & { topic?: string; groupId?: string; nodeId?: number };

const STATUS_AFTER = {
  start: 'running',
  stop: 'stopped',
  kill: 'dead',
  pause: 'paused',
  resume: 'running',
} as const;

export class FakeCluster {
  readonly topics = new Map<string, FakeTopic>();
  readonly nodes: NodeView[] = [1, 2, 3].map(node);
  private readonly ticks = new Set<() => void>();
  private readonly committed = new Map<string, number[]>();
  private readonly lag: LagSample[] = [];
  private readonly facts: FactView[] = [];
  private readonly factListeners = new Set<(facts: FactView[]) => void>();
  private settings: ClusterSettingsView = {
    restartDeadNodes: true,
    defaults: 'local',
    fastFailover: true,
    logDirs: 1,
    properties: [{ node: 2, name: 'broker.rack', value: 'b' }],
    outdated: [],
    localDefaults: [{ name: 'group.initial.rebalance.delay.ms', kafka: '3000', local: '0' }],
  };
  private sample = {
    running: false,
    topic: 'sample-orders',
    groupId: 'sample-slow',
    exists: false,
    sent: 0,
    consumed: 0,
  };

  constructor() {
    this.addTopic('orders', 4, 6);
    this.addTopic('payments', 3, 2);
    this.addTopic('customers.cdc', 6, 0);
    this.addTopic('주문-이벤트', 2, 1);
    this.addTopic('__consumer_offsets', 50, 0);
    for (let i = 0; i < 12; i += 1)
      this.addTopic(`team-${'abc'[i % 3]}.service-${i}.events.v1`, 1 + (i % 5), 0);
    this.committed.set('orders', [0, 0, 0, 0]);
    for (let i = 0; i < 120; i += 1) this.tick();
    for (const [index, sample] of this.lag.entries())
      this.lag[index] = { ...sample, atMs: Date.now() - (120 - index) * 1000 };
    setInterval(() => this.tick(), 1000);
    this.report({ kind: 'node-started', node: 1, nodeId: 1, startMs: 212, recovery: 'clean' });
    this.report({
      kind: 'leader-elected',
      node: 1,
      topic: 'orders',
      partition: 0,
      leader: 2,
      leaderEpoch: 6,
      previousLeader: 1,
    });
    this.report({
      kind: 'isr-changed',
      node: 1,
      topic: 'orders',
      partition: 0,
      isr: [2, 3],
      elr: [],
      previousIsr: [1, 2, 3],
    });
  }

  call(name: string, input: Input): unknown {
    const topic = this.topics.get(input.topic ?? '');
    switch (name) {
      case 'app.info':
        return {
          version: '0.1.0',
          host: 'headless',
          platform: 'linux',
          dataDirectory: '/tmp',
          firstRun: false,
        };
      case 'app.ping':
        return null;
      case 'topics.marks':
        return {};
      case 'connections.keepers':
        return ['file', 'memory'];
      case 'topics.create':
        if (this.topics.has(String(input.name)))
          throw {
            code: 'kafka',
            message: 'A topic of that name exists.',
            kafka: 'TOPIC_ALREADY_EXISTS',
            nextStep: 'Choose another name.',
          };
        this.addTopic(String(input.name), Number(input.partitions), 0);
        return this.changed();
      case 'topics.delete':
        this.topics.delete(input.topic!);
        return this.changed();
      case 'clusterSettings.get':
        return this.settings;
      case 'clusterSettings.change':
        this.settings = { ...this.settings, ...input, outdated: [1, 2, 3] } as typeof this.settings;
        return this.settings;
      case 'clusterSettings.apply':
        this.settings = { ...this.settings, outdated: [] };
        return this.settings;
      case 'brokers.configs':
      case 'topics.configs':
        return CONFIGS;
      case 'topics.files':
        return topic!.partitions.flatMap((rows, partition) =>
          ['log', 'index', 'timeindex'].map((extension) => ({
            nodeId: 1 + (partition % 3),
            partition,
            directory: `/home/user/.local/share/sluice/default/node-${1 + (partition % 3)}/data-1/${input.topic}-${partition}`,
            name: `00000000000000000000.${extension}`,
            sizeBytes: extension === 'log' ? rows.length * 190 : 10_485_760,
            modifiedMs: Date.now(),
            baseOffset: extension === 'log' ? 0 : null,
            nextOffset: extension === 'log' ? rows.length : null,
            maxTimestampMs: extension === 'log' ? (rows.at(-1)?.timestampMs ?? null) : null,
            active: extension === 'log',
          })),
        );
      case 'messages.detail':
        return detail(topic!.partitions[Number(input.partition)]![Number(input.offset)]!);
      case 'messages.partitionOf':
        return {
          partition:
            (input.key as { kind: string }).kind === 'null'
              ? null
              : JSON.stringify(input.key).length % topic!.partitions.length,
          partitions: topic!.partitions.length,
        };
      case 'messages.send':
        return this.send(input as unknown as SendRequest);
      case 'groups.resetOffsets':
        return {
          rows: [0, 1, 2, 3].map((partition) => ({
            topic: 'orders',
            partition,
            before: 812 + partition,
            after: 0,
            problem: null,
          })),
          blockedBy: null,
        };
      case 'sample.start':
      case 'sample.stop':
        this.sample = {
          ...this.sample,
          running: name === 'sample.start',
          exists: true,
          sent: this.sample.sent + 1,
        };
        this.changed();
        return this.sample;
      default:
        if (name.startsWith('nodes.'))
          return this.act(name.slice(6) as keyof typeof STATUS_AFTER, input.nodeId!);
        return null;
    }
  }

  listen(name: string, input: Input, emit: (event: unknown) => void, end: () => void): () => void {
    const follow = (make: () => unknown): (() => void) => {
      const tell = (): void => emit(make());
      tell();
      this.ticks.add(tell);
      return () => this.ticks.delete(tell);
    };
    switch (name) {
      case 'overview.watch':
        return follow(() => asOf(this.overview()));
      case 'topics.list':
        return follow(() => asOf(whole([...this.topics.values()].map((topic) => this.topicRow(topic)))));
      case 'topic.watch':
        return follow(() => asOf(this.topicDetail(input.topic!)));
      case 'groups.list':
        return follow(() => asOf(whole(this.groups())));
      case 'group.watch':
        return follow(() => asOf(this.group(input.groupId!)));
      case 'group.lag': {
        emit(this.lag);
        const tell = (): void => emit([this.lag.at(-1)!]);
        this.ticks.add(tell);
        return () => this.ticks.delete(tell);
      }
      case 'facts.watch': {
        emit(this.facts);
        this.factListeners.add(emit);
        return () => this.factListeners.delete(emit);
      }
      case 'alerts.watch':
        emit({ rules: [], standings: [], firings: [] });
        return () => {};
      case 'app.memory':
        emit({ notice: null, trouble: null });
        return () => {};
      case 'sample.watch':
        return follow(() => this.sample);
      case 'connections.watch':
        emit([
          {
            id: 'local',
            kind: 'local',
            settings: { ...PLAIN_CONNECTION, name: 'local', bootstrapServers: '127.0.0.1:9092' },
            secrets: [],
            idle: false,
            state: { state: 'connected', reason: null, sinceMs: startedMs },
            lastKnown: { clusterId: 'q1Sh-9_zSsyKZNSouVi3xg', nodes: 3, asOfMs: Date.now() },
          },
        ]);
        return () => {};
      case 'connection.watch':
        emit({ state: 'connected', reason: null, sinceMs: startedMs });
        return () => {};
      case 'messages.read':
        return this.read(input as unknown as ReadRequest, emit as (event: ReadEvent) => void, end);
      default:
        return () => {};
    }
  }

  private addTopic(name: string, partitions: number, perTick: number): void {
    const topic: FakeTopic = {
      name,
      internal: name.startsWith('__'),
      partitions: Array.from({ length: partitions }, () => []),
      perTick,
      history: [],
    };
    this.topics.set(name, topic);
    if (perTick === 0 && !topic.internal) for (let i = 0; i < partitions * 5; i += 1) this.append(topic);
  }

  private append(topic: FakeTopic, given?: Partial<MessageRow>, at?: number): MessageRow {
    const index = topic.partitions.reduce((sum, rows) => sum + rows.length, 0);
    const partition = at ?? (index * 7) % topic.partitions.length;
    const offset = topic.partitions[partition]!.length;
    const value = `{"orderId":${9_007_199_254_740_000 + index},"customer":"고객 ${index % 97}","total":${(index * 13.37).toFixed(2)},"items":[{"sku":"A-${index % 13}","count":${1 + (index % 4)}}],"paid":${index % 3 === 0},"note":null}`;
    const row: MessageRow = {
      partition,
      offset,
      timestampMs: Date.now(),
      timestampType: 'create',
      key: text(`customer-${index % 97}`),
      value:
        index % 23 === 22
          ? { format: 'null', text: '', sizeBytes: 0, cut: false }
          : index % 29 === 28
            ? { format: 'binary', text: '00ff17a2b4', sizeBytes: 5, cut: false }
            : { ...text(value), format: 'json' },
      headers:
        index % 4 === 0
          ? [
              { name: 'trace-id', value: text(`t-${index}`) },
              { name: 'source', value: text('web') },
            ]
          : [],
      ...given,
    };
    topic.partitions[partition]!.push(row);
    return row;
  }

  private tick(): void {
    for (const topic of this.topics.values()) {
      const count =
        topic.perTick === 0
          ? 0
          : Math.round(topic.perTick * (40 + 20 * Math.sin(Date.now() / 9000 + topic.history.length / 7)));
      for (let i = 0; i < Math.min(count, 60); i += 1) this.append(topic);
      topic.history = [...topic.history, count].slice(-60);
    }
    const orders = this.topics.get('orders')!;
    const committed = this.committed
      .get('orders')!
      .map((offset, index) => Math.min(orders.partitions[index]!.length, offset + 9 + index));
    this.committed.set('orders', committed);
    const partitions = Object.fromEntries(
      committed.map((offset, index) => [`orders-${index}`, orders.partitions[index]!.length - offset]),
    );
    this.lag.push({
      atMs: Date.now(),
      total: Object.values(partitions).reduce((sum, lag) => sum + lag, 0),
      partitions,
    });
    this.changed();
  }

  private changed(): null {
    for (const tell of this.ticks) tell();
    return null;
  }

  private report(fact: Record<string, unknown> & { kind: string; node: number }): void {
    const full = { ...fact, sequence: this.facts.length + 1, wallMs: Date.now() } as FactView;
    this.facts.push(full);
    for (const listener of this.factListeners) listener([full]);
  }

  private act(verb: keyof typeof STATUS_AFTER, nodeId: number): null {
    const index = this.nodes.findIndex((one) => one.id === nodeId);
    const status = STATUS_AFTER[verb];
    this.nodes[index] = {
      ...this.nodes[index]!,
      status,
      reason: status === 'dead' ? 'killed' : null,
      killedByHand: status === 'dead',
      fenced: status !== 'running',
    };
    this.report({
      kind: status === 'running' ? 'broker-unfenced' : 'broker-fenced',
      node: 1,
      brokerId: nodeId,
      brokerEpoch: 7,
    });
    return this.changed();
  }

  private send(request: SendRequest): unknown {
    const topic = this.topics.get(request.topic)!;
    const payload = (input: SendRequest['key']): Payload =>
      input.kind === 'text'
        ? { ...text(input.text), format: /^\s*[[{]/.test(input.text) ? 'json' : 'text' }
        : { format: 'null', text: '', sizeBytes: 0, cut: false };
    const row = this.append(
      topic,
      {
        key: payload(request.key),
        value: payload(request.value),
        headers: request.headers.map((header) => ({ name: header.name, value: payload(header.value) })),
      },
      request.partition ?? 0,
    );
    this.changed();
    return { partition: row.partition, offset: row.offset, timestampMs: row.timestampMs, latencyMs: 1.4 };
  }

  private read(request: ReadRequest, emit: (event: ReadEvent) => void, end: () => void): () => void {
    const topic = this.topics.get(request.topic)!;
    const wanted = (row: MessageRow): boolean =>
      (request.partitions.length === 0 || request.partitions.includes(row.partition)) &&
      JSON.stringify([row.key.text, row.value.text])
        .toLowerCase()
        .includes(request.filter.text.toLowerCase());
    if (request.from.kind === 'live') {
      const seen = topic.partitions.map((rows) => rows.length);
      const tell = (): void => {
        const rows = topic.partitions.flatMap((all, index) => all.slice(seen[index]).filter(wanted));
        topic.partitions.forEach((all, index) => (seen[index] = all.length));
        if (rows.length > 0) emit({ kind: 'rows', rows });
      };
      this.ticks.add(tell);
      return () => this.ticks.delete(tell);
    }
    const all = topic.partitions
      .flat()
      .filter(wanted)
      .toSorted((a, b) => a.timestampMs - b.timestampMs);
    const from = request.from.kind === 'offset' ? request.from.offset : 0;
    const rows =
      request.from.kind === 'newest'
        ? all.slice(-request.limit)
        : all.filter((row) => row.offset >= from).slice(0, request.limit);
    emit({ kind: 'rows', rows });
    emit({
      kind: 'progress',
      scanned: all.length,
      matched: rows.length,
      scannedBytes: all.length * 190,
      elapsedMs: 42,
      remaining: 0,
    });
    emit({ kind: 'done', reason: all.length > rows.length ? 'limit' : 'end' });
    end();
    return () => {};
  }

  private topicRow(topic: FakeTopic): TopicRow {
    const records = topic.partitions.reduce((sum, rows) => sum + rows.length, 0);
    return {
      name: topic.name,
      id: topic.name,
      internal: topic.internal,
      partitions: topic.partitions.length,
      replicationFactor: 3,
      records,
      unknownPartitions: 0,
      sizeBytes: records * 190,
      recordsInPerSecond: topic.history.at(-1) ?? 0,
      history: topic.history,
      lastRecordMs: records > 0 ? Date.now() : null,
      retentionMs: topic.name.startsWith('team-a') ? -1 : 604_800_000,
      cleanupPolicy: topic.internal ? 'compact' : 'delete',
      underReplicated: topic.name === 'payments' ? 1 : 0,
      groups:
        topic.name === 'orders'
          ? [
              { groupId: 'billing', lag: this.lag.at(-1)?.total ?? 0, unknownLags: 0, beyondEnd: 0 },
              { groupId: 'search-indexer', lag: 0, unknownLags: 0, beyondEnd: 0 },
            ]
          : [],
    };
  }

  private topicDetail(name: string): TopicDetail | null {
    const topic = this.topics.get(name);
    if (!topic) return null;
    const row = this.topicRow(topic);
    return {
      ...row,
      compacted: row.cleanupPolicy.includes('compact'),
      groups: row.groups.map((group) => ({ ...group, state: 'Stable' })),
      partitions: topic.partitions.map((rows, partition) => ({
        partition,
        leader: 1 + (partition % 3),
        leaderEpoch: 4,
        replicas: [1, 2, 3],
        isr: name === 'payments' && partition === 0 ? [1, 2] : [1, 2, 3],
        elr: [],
        startOffset: Math.floor(rows.length / 5),
        lastStableOffset: Math.max(0, rows.length - partition * 40),
        highWatermark: Math.max(0, rows.length - partition),
        endOffset: rows.length,
        sizeBytes: rows.length * 190,
        lastAppendMs: rows.at(-1)?.timestampMs ?? null,
        problem: null,
      })),
    };
  }

  private groups(): GroupRow[] {
    const base = { type: 'classic', protocolType: 'consumer', coordinator: 1 };
    return [
      {
        ...base,
        groupId: 'billing',
        state: 'Stable',
        members: 2,
        topics: ['orders'],
        lag: this.lag.at(-1)?.total ?? 0,
        unknownLags: 0,
        beyondEnd: 0,
        history: this.lag.slice(-60).flatMap((one) => one.total ?? []),
      },
      {
        ...base,
        groupId: 'search-indexer',
        state: 'Empty',
        members: 0,
        topics: ['orders'],
        lag: 0,
        unknownLags: 0,
        beyondEnd: 0,
        history: [],
      },
    ];
  }

  private group(groupId: string): GroupDetail | null {
    const row = this.groups().find((one) => one.groupId === groupId);
    if (!row) return null;
    const orders = this.topics.get('orders')!;
    const members =
      row.members === 0
        ? []
        : ['a', 'b'].map((id, index) => ({
            memberId: `billing-${id}-9f2c4c1e-1a2b-4c3d-8e9f-000000000000`,
            instanceId: null,
            clientId: `billing-${id}`,
            host: '/127.0.0.1',
            assignment: [{ topic: 'orders', partitions: [index * 2, index * 2 + 1] }],
          }));
    return {
      groupId,
      state: row.state,
      type: row.type,
      protocol: 'range',
      coordinator: 1,
      members,
      partitions: this.committed.get('orders')!.map((offset, partition) => ({
        topic: 'orders',
        partition,
        committedOffset: partition === 3 && row.members === 0 ? null : offset,
        metadata: '',
        startOffset: 0,
        endOffset: orders.partitions[partition]!.length,
        lag: orders.partitions[partition]!.length - offset,
        beyondEnd: 0,
        memberId: members[Math.floor(partition / 2)]?.memberId ?? null,
        problem: null,
      })),
      problem: null,
    };
  }

  private overview(): Overview {
    const topics = [...this.topics.values()];
    const rate = topics.reduce((sum, topic) => sum + (topic.history.at(-1) ?? 0), 0);
    return {
      clusterId: 'q1Sh-9_zSsyKZNSouVi3xg',
      bootstrapServers: '127.0.0.1:9092',
      controllerId: 1,
      quorum: { leaderId: 1, lastLeaderId: 1, leaderEpoch: 4 },
      kafkaVersion: '4.3',
      nodes: this.nodes,
      topics: topics.filter((topic) => !topic.internal).length,
      internalTopics: 1,
      partitions: topics.reduce((sum, topic) => sum + topic.partitions.length, 0),
      placement: topics.flatMap((topic) =>
        topic.partitions.map((_, partition) => ({
          topic: topic.name,
          partition,
          leader: 1 + (partition % 3),
          replicas: [1, 2, 3],
          isr: topic.name === 'payments' && partition === 0 ? [1, 2] : [1, 2, 3],
        })),
      ),
      rates: {
        recordsInPerSecond: rate,
        bytesInPerSecond: rate * 190,
        recordsOutPerSecond: rate * 0.6,
        bytesOutPerSecond: rate * 114,
      },
      totalLag: this.lag.at(-1)?.total ?? 0,
      unknownLags: 0,
      attention: [
        {
          kind: 'under-replicated',
          subject: 'payments',
          count: 1,
          target: '/topics/payments?tab=partitions',
        },
        { kind: 'lag', subject: 'billing', count: this.lag.at(-1)?.total ?? 0, target: '/groups/billing' },
      ],
    };
  }
}
