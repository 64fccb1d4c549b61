/**
 * The composition root of one node, which knows neither Electron nor whether it runs in a process, a test or a
 * simulator. Everything that a node consists of is made and connected here, in the order in which it must start.
 */
import { deferred, DIRECTORY_LOST, randomUuid } from '../base/index.ts';
import {
  type Broker,
  BrokerState,
  coordinatorPartitions,
  DirectoryAssignments,
  FetchSessions,
  handlerRegistry,
  Interceptors,
  Pipeline,
  ProducerIds,
  ReplicaManager,
} from '../broker/index.ts';
import { GROUP_OFFSETS_TOPIC, GroupCoordinator } from '../coordinator/index.ts';
import { sluiceConfig } from '../config/index.ts';
import { DiskError, type Env, type Timer } from '../env/index.ts';
import { type DirectoryLocks, openDirectories, LogManager, ProbeSchedule, worksAgain } from '../log/index.ts';
import type { Server } from '../net/index.ts';
import type { Api, ListenerType } from '../protocol/index.ts';
import { isBrokerOnly, type NodeConfig } from './config.ts';
import { ControllerDriver, type ControllerHandle } from './controller-driver.ts';
import { answerInside } from './inside.ts';
import { endpointOf, limitsFrom, openListener } from './listeners.ts';
import { controllerRegistry } from './quorum-handlers.ts';
import type { InsideCallName, InsideCalls, NodeState } from './messages.ts';

export interface NodeOptions {
  /** The node cannot go on (its metadata directory failed): it must be abandoned. */
  readonly onFailure: (message: string) => void;
  /** The broker has its epoch; it does not serve yet. */
  readonly onRegistered?: (brokerEpoch: number) => void;
  /** A log dir that had failed works again: a clean stop and a start take it back. */
  readonly onRestartWanted?: (reason: string) => void;
  /** Resident memory of the process. */
  readonly memoryBytes: () => number;
  /** Processor time of the process so far; 0 where it is not the node's own. */
  readonly cpuMs?: () => number;
  /** Gives up a start that waits for other voters, who may never come. */
  readonly abort?: AbortSignal;
  /** A stop has fenced the broker. The node goes on with it when this resolves; until then it is a voter of the quorum. */
  readonly onBrokerShutDown?: () => Promise<void>;
  /** A stop has come to its flushes, of so many logs that are left. */
  readonly onFlushing?: (logsLeft: number) => void;
  /** There was work, and now there is little: a moment to tidy up. */
  readonly onQuiet?: () => void;
}

/** Fewer requests and appends of followers per second are little work. */
const QUIET_WORK_PER_S = 40;
/** Work is looked at after so long at least: housekeeping comes when there is some to do. */
const QUIET_LOOK_MS = 4_900;

export interface RunningNode {
  /** Of the first listener. */
  readonly port: number;
  /** 0: a broker only has none. */
  readonly controllerPort: number;
  /** From the call of `startNode` until it served. */
  readonly startMs: number;
  /** Of this process' registration. */
  readonly brokerEpoch: number;
  readonly broker: Broker;
  readonly interceptors: Interceptors;
  /** The process of another node has ended: see ControllerHandle. */
  peerExited(nodeId: number, brokerEpoch: number | null): void;
  inside<Name extends InsideCallName>(
    name: Name,
    input: InsideCalls[Name]['input'],
  ): InsideCalls[Name]['output'];
  state(): NodeState;
  /** Controlled shutdown: leaderships handed over, logs flushed and marked clean. */
  stop(): Promise<void>;
  /** Ends as a crash would: nothing is flushed, no marker is written. */
  abandon(): Promise<void>;
}

export async function startNode(env: Env, config: NodeConfig, options: NodeOptions): Promise<RunningNode> {
  const node = new Node(env, config, options);
  try {
    await node.start();
    return node;
  } catch (error) {
    await node.abandon();
    throw error;
  }
}

class Node implements RunningNode {
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #options: NodeOptions;
  readonly #state: BrokerState;
  readonly #registry = handlerRegistry();
  readonly #apis = new Map<ListenerType, readonly Api[]>();
  readonly #ready = deferred<void>();
  /** The quorum's part is there, which the other voters may be waiting for. */
  readonly #quorumReady = deferred<void>();
  readonly #servers: Server[] = [];
  #controllerServer: Server | undefined;
  #clientServers: readonly Server[] = [];
  readonly #pipelines: Pipeline[] = [];
  readonly #fetchSessions: FetchSessions;
  readonly interceptors = new Interceptors();
  startMs = 0;
  #locks: DirectoryLocks | undefined;
  /** Log dirs that could not even be opened, with the reason. */
  #failedDirectories: ReadonlyMap<string, string> = new Map();
  #logs: LogManager | undefined;
  #controller: ControllerDriver | undefined;
  #replicas: ReplicaManager | undefined;
  #groups: GroupCoordinator | undefined;
  #directories: DirectoryAssignments | undefined;
  #broker: Broker | undefined;
  #connectionId = 0;
  #housekeeping: Timer | undefined;
  readonly #probes = new ProbeSchedule();
  #workSeen = 0;
  #workSeenMs = 0;
  #wasBusy = true;
  #stopped = false;

  constructor(env: Env, config: NodeConfig, options: NodeOptions) {
    this.#env = env;
    this.#config = config;
    this.#options = options;
    const { nodeId, clusterId, properties } = config;
    this.#state = new BrokerState({ nodeId, clusterId, properties, log: env.log });
    this.#fetchSessions = new FetchSessions({
      maxSessions: this.#state.config.maxIncrementalFetchSessionCacheSlots,
      nextSessionId: () => 1 + Math.floor(env.random.next() * 0x7ffffffe),
    });
    const apis = [...this.#registry.values()].map(({ api }) => api);
    for (const type of ['broker', 'controller'] as const)
      this.#apis.set(
        type,
        apis.filter(({ listeners }) => listeners.includes(type)),
      );
  }

  async start(): Promise<void> {
    const env = this.#env;
    const config = this.#config;
    const { nodeId, clusterId, dataDirectories } = config;
    const startedMs = env.clock.monotonicMs();

    const directoryId = config.controllers.find(({ id }) => id === nodeId)?.directoryId;
    const opened = openDirectories(env, dataDirectories, { nodeId, clusterId, directoryId });
    this.#locks = opened.locks;
    this.#failedDirectories = opened.failed;
    const directoryIds = [...opened.directoryIds.values()];

    // Ports are bound before anything slow; requests wait inside until the node serves.
    const { controllerListener } = config;
    const controllerServer = isBrokerOnly(config)
      ? undefined
      : await this.#listen(controllerListener, 'controller');
    this.#controllerServer = controllerServer;
    const clientServers: Server[] = [];
    for (const listener of config.listeners) clientServers.push(await this.#listen(listener, 'broker'));
    this.#clientServers = clientServers;

    const controller = new ControllerDriver(env, config, {
      directoryIds,
      incarnationId: randomUuid((size) => env.random.bytes(size)),
      controllerEndpoint: controllerServer && endpointOf(controllerListener, controllerServer),
      onRegistered: this.#options.onRegistered,
      onFailure: (error) => this.#quorumFailed(error),
    });
    this.#controller = controller;
    this.#quorumReady.resolve();
    this.#options.abort?.addEventListener('abort', () => controller.abandonStart());
    await controller.start();
    this.#state.update(controller.image());

    const logs = this.#openLogs();
    const { cleanShutdown } = logs;
    const replicas = this.#connect(controller, logs);
    await controller.registerBroker({
      endpoints: config.listeners.map((listener, index) => endpointOf(listener, clientServers[index])),
      previousBrokerEpoch: cleanShutdown?.brokerEpoch ?? -1,
      directoryIds: logs.directoryIds('online'),
    });
    this.#state.update(controller.image());
    replicas.start(controller.image());
    const directories = this.#assignDirectories(controller, logs);
    directories.start(controller.image());
    const configure = () => {
      const settings = this.#state.config;
      for (const server of this.#clientServers) server.limits = limitsFrom(settings);
      controller.reportCordonedDirectories(logs.cordon(settings.cordonedLogDirs));
    };
    // The listeners were there before the dynamic settings were known.
    configure();
    controller.onImage((image, delta) => {
      if (this.#state.update(image, delta)) {
        replicas.configureAll();
        logs.configureCleaner(cleanerSettings(this.#state.config));
        configure();
      }
      replicas.apply(image, delta);
      directories.apply(delta);
      const deleted = delta.changedTopics.flatMap(({ before, after }) =>
        before !== undefined && after === undefined ? before : [],
      );
      if (deleted.length > 0) this.#groups?.topicsDeleted(deleted);
    });
    await controller.unfenceBroker();
    this.#keepHouse();
    this.#workSeenMs = env.clock.monotonicMs();
    this.startMs = this.#workSeenMs - startedMs;
    this.#ready.resolve();
    const recovery =
      cleanShutdown !== undefined ? 'clean' : controller.image().endOffset > 0 ? 'unclean' : 'new';
    env.facts.report({ kind: 'node-started', nodeId, startMs: this.startMs, recovery });
    env.log.info(
      `node ${nodeId} serves on port ${this.port} (${this.#controllerText}) after ${Math.round(this.startMs)} ms`,
    );
  }

  async #listen(listener: NodeConfig['controllerListener'], type: ListenerType): Promise<Server> {
    // The broker is put together while the ports are open already; nothing is handled before `#ready`.
    const pipeline = new Pipeline({
      broker: () => (type === 'broker' ? this.broker : undefined),
      env: this.#env,
      registry: type === 'broker' ? this.#registry : this.#controllerRegistry(),
      interceptors: this.interceptors,
      listenerType: type,
      ready: type === 'broker' ? this.#ready.promise : this.#quorumReady.promise,
    });
    const server = await openListener(this.#env, listener, {
      limits: limitsFrom(this.#state.config),
      handler: pipeline,
      nextConnectionId: () => ++this.#connectionId,
    });
    this.#pipelines.push(pipeline);
    this.#servers.push(server);
    return server;
  }

  #controllerRegistry() {
    const { nodeId, clusterId } = this.#config;
    return controllerRegistry({
      nodeId,
      clusterId,
      controller: () => this.#controller!,
      registry: this.#registry,
      brokerReady: this.#ready.promise,
      broker: () => this.broker,
    });
  }

  #openLogs(): LogManager {
    const { nodeId, clusterId, dataDirectories, properties } = this.#config;
    const { config } = this.#state;
    const { scrubIntervalMs, scrubBytesPerSecond } = sluiceConfig(properties);
    const logs = LogManager.open(this.#env, {
      directories: dataDirectories,
      nodeId,
      clusterId,
      locks: this.#locks,
      failed: this.#failedDirectories,
      configOf: (topic) => this.#state.topicConfig(topic),
      intervals: {
        highWatermarkCheckpointMs: config.replicaHighWatermarkCheckpointIntervalMs,
        recoveryPointCheckpointMs: config.logFlushOffsetCheckpointIntervalMs,
        logStartCheckpointMs: config.logFlushStartOffsetCheckpointIntervalMs,
        retentionCheckMs: config.logRetentionCheckIntervalMs,
        initialTaskDelayMs: config.logInitialTaskDelayMs,
        producerExpirationCheckMs: config.producerIdExpirationCheckIntervalMs,
      },
      producerIdExpirationMs: () => this.#state.config.producerIdExpirationMs,
      cleaner: cleanerSettings(config),
      moveBytesPerSecond: () => this.#state.config.replicaAlterLogDirsIoMaxBytesPerSecond,
      onMoved: (log, moved) => {
        this.#replicas?.moved(log, moved);
        this.#directories?.moved(this.#state.image, log.topic, log.partition);
      },
      scrub: { intervalMs: scrubIntervalMs, bytesPerSecond: scrubBytesPerSecond },
      onDamage: (log, error) => this.#replicas?.damaged(log, error.message),
      onDirectoryFailure: (directory, gone, reason) => this.#replicas?.directoryGone(directory, gone, reason),
    });
    this.#logs = logs;
    return logs;
  }

  /** Makes the broker's parts and lets them know each other. */
  #connect(controller: ControllerHandle, logs: LogManager): ReplicaManager {
    const env = this.#env;
    const state = this.#state;
    const { nodeId, clusterId } = this.#config;
    const replicas = new ReplicaManager(env, {
      nodeId,
      logs,
      configOf: (topic) => state.topicConfig(topic),
      replication: { clusterId, config: () => state.config, controller: controller.link },
      onPlaceChanged: ({ topic, index }) => this.#directories?.moved(state.image, topic, index),
      onDirectoryOffline: (directory, reason) => this.#directoryOffline(directory, reason),
    });
    const groups = new GroupCoordinator(env, coordinatorPartitions(replicas, GROUP_OFFSETS_TOPIC), {
      config: groupConfigFrom(state),
      partitionCount: () => state.image.topicsByName.get(GROUP_OFFSETS_TOPIC)?.partitions.length,
    });
    replicas.listen(GROUP_OFFSETS_TOPIC, {
      elected: (partition, leaderEpoch) => void groups.elected(partition, leaderEpoch),
      resigned: (partition) => groups.resigned(partition),
    });
    this.#replicas = replicas;
    this.#groups = groups;
    const producerIds = new ProducerIds(controller.link, { nodeId, brokerEpoch: () => this.brokerEpoch });
    const controllerListener = this.#config.controllerListener.name;
    const apis = this.#apis;
    this.#broker = {
      env,
      nodeId,
      clusterId,
      image: () => state.image,
      get kraftVersion() {
        return controller.kraftVersion;
      },
      get config() {
        return state.config;
      },
      get layers() {
        return state.layers;
      },
      controller: controller.link,
      replicas,
      groups,
      fetchSessions: this.#fetchSessions,
      producerIds,
      apis: (listener) => apis.get(listener === controllerListener ? 'controller' : 'broker')!,
    };
    return replicas;
  }

  #assignDirectories(controller: ControllerHandle, logs: LogManager): DirectoryAssignments {
    const directories = new DirectoryAssignments(this.#env, {
      nodeId: this.#config.nodeId,
      controller: controller.link,
      brokerEpoch: () => this.brokerEpoch,
      directoryOf: ({ id, name }, partition) => {
        // What is damaged is as good as gone: the controller knows no other word for it.
        if (this.#replicas?.get(name, partition)?.isUnhealthy === true) return DIRECTORY_LOST;
        const log = logs.get(name, partition);
        return log?.topicId === id ? logs.directoryOf(log)?.directoryId : undefined;
      },
    });
    this.#directories = directories;
    return directories;
  }

  /** Nothing more is voted, appended or answered by the quorum's part. What is no failing disk is a bug, and ends all. */
  #quorumFailed(error: unknown): void {
    if (!(error instanceof DiskError)) {
      queueMicrotask(() => {
        throw error;
      });
      return;
    }
    this.#options.onFailure(
      `directory ${this.#config.dataDirectories[0]}, which the node cannot do without, failed: ${error.message}`,
    );
  }

  #directoryOffline(directory: string, reason: string): void {
    const { dataDirectories } = this.#config;
    const infos = this.#logs?.directories() ?? [];
    const offline = infos.filter((info) => info.offline !== undefined);
    if (directory === dataDirectories[0] || offline.length === infos.length) {
      this.#options.onFailure(`directory ${directory}, which the node cannot do without, failed: ${reason}`);
      return;
    }
    this.#controller?.reportOfflineDirectories(this.#logs!.directoryIds('offline'));
  }

  /** Retention, checkpoints, flushes: the log manager says when it wants to be called again. */
  #keepHouse(): void {
    const logs = this.#logs!;
    const nowMs = this.#env.clock.monotonicMs();
    const { wakeAtMs } = logs.housekeeping(nowMs);
    this.#lookAtFailedDirectories(nowMs);
    const delayMs = Math.min(Math.max(wakeAtMs - nowMs, 100), 3_600_000);
    this.#housekeeping = this.#env.clock.schedule(delayMs, () => {
      this.#noticeQuiet(this.#env.clock.monotonicMs());
      this.#keepHouse();
    });
  }

  /**
   * A log dir is offline until the node starts again, since brokers name their log dirs when they register. When the
   * disk has room again the supervisor is asked for that, so that nobody has to.
   */
  #lookAtFailedDirectories(nowMs: number): void {
    const { disk, facts, log } = this.#env;
    for (const { path, offline } of this.#logs!.directories()) {
      if (offline === undefined || !this.#probes.isDue(path, nowMs)) continue;
      if (!worksAgain(disk, path, { isOpen: !this.#failedDirectories.has(path) })) continue;
      const reason = `log dir ${path} works again (it had failed: ${offline})`;
      log.warn(`${reason}: the node starts anew to take it back`);
      facts.report({ kind: 'directory-online', directory: path, reason });
      this.#options.onRestartWanted?.(reason);
    }
  }

  #noticeQuiet(nowMs: number): void {
    const elapsedMs = nowMs - this.#workSeenMs;
    if (elapsedMs < QUIET_LOOK_MS) return;
    const work = this.#requests() + this.broker.replicas.commits.followedAppends;
    const busy = (work - this.#workSeen) * 1_000 > QUIET_WORK_PER_S * elapsedMs;
    this.#workSeen = work;
    this.#workSeenMs = nowMs;
    if (!busy && this.#wasBusy) this.#options.onQuiet?.();
    this.#wasBusy = busy;
  }

  #requests(): number {
    let requests = 0;
    for (const pipeline of this.#pipelines) requests += pipeline.requests;
    return requests;
  }

  get broker(): Broker {
    if (this.#broker === undefined) throw new Error('the node has not started');
    return this.#broker;
  }

  get #controllerText(): string {
    return this.#controllerServer === undefined ? 'a broker only' : `controller ${this.controllerPort}`;
  }

  get controllerPort(): number {
    return this.#controllerServer?.port ?? 0;
  }

  get port(): number {
    return this.#clientServers[0].port;
  }

  get brokerEpoch(): number {
    return this.#controller?.brokerEpoch ?? -1;
  }

  peerExited(nodeId: number, brokerEpoch: number | null): void {
    this.#controller?.peerExited(nodeId, brokerEpoch);
  }

  inside<Name extends InsideCallName>(
    name: Name,
    input: InsideCalls[Name]['input'],
  ): InsideCalls[Name]['output'] {
    const parts = {
      env: this.#env,
      replicas: this.broker.replicas,
      servers: this.#servers,
      controller: this.#controller!,
    };
    return answerInside(parts, name, input);
  }

  state(): NodeState {
    const { leaderId, leaderEpoch, highWatermark, voters } = this.#controller!.quorum();
    let connections = 0;
    for (const server of this.#servers) connections += server.connections.size;
    return {
      memoryBytes: this.#options.memoryBytes(),
      cpuMs: this.#options.cpuMs?.() ?? 0,
      connections,
      quorum: { leaderId, leaderEpoch, highWatermark, voters: voters.map(({ id }) => id) },
      ...this.broker.replicas.counters,
      requests: this.#requests(),
      monotonicMs: this.#env.clock.monotonicMs(),
    };
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#env.facts.report({ kind: 'node-stopping', nodeId: this.#config.nodeId });
    await this.#controller?.shutDownBroker();
    await this.#options.onBrokerShutDown?.();
    await this.#controller?.handOver();
    await this.#quiet();
    // Most of a clean stop is fsync: off the thread, many run at once and share the disk's journal.
    await this.#logs?.flushForShutdown((logsLeft) => this.#options.onFlushing?.(logsLeft));
    this.#controller?.stop();
    await this.#controller?.stored;
    this.#logs?.shutdown(this.brokerEpoch);
    if (this.#logs === undefined) this.#locks?.release();
  }

  async abandon(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.#quiet(0);
    this.#controller?.stop();
    this.#logs?.abandon();
    if (this.#logs === undefined) this.#locks?.release();
  }

  /** Nothing is answered and no timer runs from here on. */
  async #quiet(graceMs?: number): Promise<void> {
    this.#housekeeping?.cancel();
    this.#groups?.stop();
    this.#replicas?.stop();
    this.#directories?.stop();
    await Promise.all(this.#servers.map((server) => server.close(graceMs)));
  }
}

function cleanerSettings(config: BrokerState['config']) {
  return {
    enabled: config.logCleanerEnable,
    backoffMs: config.logCleanerBackoffMs,
    keyMemoryBytes: config.logCleanerDedupeBufferSize,
    keyLoadFactor: config.logCleanerIoBufferLoadFactor,
    bytesPerSecond: config.logCleanerIoMaxBytesPerSecond,
  };
}

function groupConfigFrom({ config }: BrokerState) {
  return {
    minSessionTimeoutMs: config.groupMinSessionTimeoutMs,
    maxSessionTimeoutMs: config.groupMaxSessionTimeoutMs,
    initialRebalanceDelayMs: config.groupInitialRebalanceDelayMs,
    maxGroupSize: config.groupMaxSize,
    offsetMetadataMaxBytes: config.offsetMetadataMaxBytes,
    offsetsRetentionMs: config.offsetsRetentionMs,
    offsetsRetentionCheckIntervalMs: config.offsetsRetentionCheckIntervalMs,
  };
}
