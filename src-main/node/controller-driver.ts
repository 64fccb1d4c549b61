import { assert, deferred, type Deferred, randomUuid } from '../base/index.ts';
import { ControllerUnavailableError, type ControllerLink } from '../broker/controller-link.ts';
import { activationRecords, Controller, metadataVersionOf, SUPPORTED_FEATURES } from '../controller/index.ts';
import { brokerLayers, brokerValue, effectiveProperties } from '../config/index.ts';
import type { Env, Timer } from '../env/index.ts';
import {
  METADATA_VERSION,
  MetadataLoader,
  type MetadataImage,
  type MetadataRecord,
  type MetadataRecordInput,
} from '../metadata/index.ts';
import {
  type Api,
  BrokerHeartbeat,
  BrokerRegistration,
  ControllerRegistration,
  ErrorCode,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import type { RoleName, Voter } from '../raft/index.ts';
import type { NodeConfig } from './config.ts';
import type {
  ControllerHandle,
  ControllerOptions,
  ImageListener,
  LocalBroker,
  QuorumView,
} from './controller-types.ts';
import type { MetadataBatch } from './metadata-batches.ts';
import { metadataFacts } from './metadata-facts.ts';
import { BOOTSTRAP_CHECKPOINT, formatMetadata } from './metadata-format.ts';
import { MetadataLog, type StoredMetadata } from './metadata-log.ts';
import { RaftDriver } from './raft-driver.ts';
import { readSnapshot } from './snapshot-file.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';

export type * from './controller-types.ts';

/** An answer that waits for everything it rests upon to be committed. */
interface Pending {
  readonly offset: number;
  settle(): void;
  readonly reject: (error: Error) => void;
}

/**
 * Formats what is missing in the metadata directory, opens the metadata log, joins the quorum and resolves when the
 * image holds everything committed so far. `formatDirectory` must have run, and the directories must be locked.
 * Rejects when the log cannot be used: damaged, or written by a release that knows more than this one.
 */
export async function startController(
  env: Env,
  config: NodeConfig,
  options: ControllerOptions,
): Promise<ControllerHandle> {
  const driver = new ControllerDriver(env, config, options);
  await driver.start();
  return driver;
}

class ControllerDriver implements ControllerHandle {
  readonly link: ControllerLink;
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #options: ControllerOptions;
  readonly #stored: StoredMetadata;
  readonly #raft: RaftDriver;
  readonly #loader: MetadataLoader;
  readonly #snapshots: SnapshotSchedule;
  readonly #listeners = new Set<ImageListener>();
  readonly #started: Deferred<void> = deferred();
  /** In the order of offsets. */
  readonly #pending: Pending[] = [];
  #controller: Controller | undefined;
  #timer: Timer | undefined;
  #timerAtMs = Infinity;
  #brokerEpoch = -1;
  #stopped = false;

  constructor(env: Env, config: NodeConfig, options: ControllerOptions) {
    this.#env = env;
    this.#config = config;
    this.#options = options;
    this.link = {
      request: (api, body) => this.#request(api, body),
    };
    const [directory] = config.dataDirectories;
    formatMetadata(env, directory, this.#firstVoters());
    const log = new MetadataLog(env, directory);
    this.#stored = log.load();
    this.#loader = new MetadataLoader();
    const { snapshotId, snapshotRecords, voters } = this.#stored;
    if (snapshotId !== undefined) {
      this.#loader.apply(snapshotRecords, snapshotId.endOffset, snapshotId.epoch);
      this.#loader.publish();
    }
    this.#snapshots = new SnapshotSchedule(this.#layers(), env.clock.monotonicMs());
    this.#raft = new RaftDriver(
      env,
      { self: this.#self, log, stored: this.#stored, voters: voters ?? this.#firstVoters() },
      {
        committed: (batches, highWatermark) => this.#committed(batches, highWatermark),
        roleChanged: (role) => this.#roleChanged(role),
        failed: (error) => this.#fail(error),
      },
    );
  }

  get #self() {
    return { id: this.#config.nodeId, directoryId: this.#options.directoryIds[0] };
  }

  #layers() {
    return brokerLayers(this.#config.properties);
  }

  #firstVoters(): Voter[] {
    const { controllers, nodeId, controllerListener } = this.#config;
    const self = controllers.find(({ id }) => id === nodeId);
    assert(
      self !== undefined && controllers.length === 1,
      `node ${nodeId} must be the only controller for now`,
    );
    const { host, port } = this.#options.controllerEndpoint;
    return [{ ...this.#self, endpoints: [{ name: controllerListener.name, host, port }] }];
  }

  start(): Promise<void> {
    this.#raft.start();
    return this.#started.promise;
  }

  // --- raft's side --------------------------------------------------------------------------------------------

  #roleChanged(role: RoleName): void {
    if (role !== 'leader') this.#deactivate();
  }

  #committed(batches: readonly MetadataBatch[], highWatermark: number): void {
    for (const batch of batches) {
      this.#loader.apply(batch.records, batch.endOffset, batch.epoch);
      this.#snapshots.count(batch);
    }
    this.#publish();
    while (this.#pending.length > 0 && this.#pending[0].offset <= highWatermark)
      this.#pending.shift()!.settle();
    const { leadership } = this.#raft.raft;
    if (
      this.#controller === undefined &&
      leadership !== undefined &&
      highWatermark > leadership.epochStartOffset
    ) {
      this.#activate();
    }
    this.#writeSnapshotIfDue();
  }

  #publish(): void {
    const before = this.#loader.image;
    const published = this.#loader.publish();
    if (published === undefined) return;
    const { image, delta } = published;
    if (this.#controller !== undefined) {
      for (const fact of metadataFacts(before, image, delta)) this.#env.facts.report(fact);
    }
    for (const listener of this.#listeners) listener(image, delta);
  }

  #writeSnapshotIfDue(): void {
    if (!this.#snapshots.isDue(this.#env.clock.monotonicMs()) || this.#loader.inTransaction) return;
    const { image } = this.#loader;
    this.#raft.writeSnapshot(image, metadataVersionOf(image), this.#snapshots.newestTimestampMs);
    this.#snapshots.written(this.#env.clock.monotonicMs());
  }

  #fail(error: unknown): void {
    this.#env.log.error('The metadata log failed; this node cannot go on.', error);
    this.#started.reject(error);
    this.#deactivate();
    const { onFailure } = this.#options;
    if (onFailure !== undefined) return onFailure(error);
    queueMicrotask(() => {
      throw error;
    });
  }

  // --- the active controller ----------------------------------------------------------------------------------

  /** Everything before this leadership is committed and in the image: decide from here on. */
  #activate(): void {
    const { nodeId, clusterId, properties } = this.#config;
    const settings = effectiveProperties(this.#layers());
    const { random } = this.#env;
    this.#controller = new Controller(
      this.#loader.image,
      {
        clusterId,
        nodeId,
        properties,
        brokerSessionTimeoutMs: Number(brokerValue(settings, 'broker.session.timeout.ms')),
        random: () => random.next(),
        newUuid: () => randomUuid((size) => random.bytes(size)),
      },
      this.#env.clock.monotonicMs(),
    );
    if (this.#brokerEpoch >= 0) this.#controller.pinBroker(nodeId);
    this.#append(this.#activationRecords());
    this.#whenCommitted(
      () => this.#started.resolve(),
      (error) => this.#started.reject(error),
    );
    const { controllerEndpoint, incarnationId } = this.#options;
    void this.#request(ControllerRegistration, {
      controllerId: nodeId,
      incarnationId,
      zkMigrationReady: false,
      listeners: [controllerEndpoint],
      features: supportedFeatures(),
    }).catch(() => {
      // Leadership went before it was committed; the next one registers anew.
    });
  }

  #activationRecords(): MetadataRecordInput[] {
    const { image, inTransaction } = this.#loader;
    const isEmpty = image.features.size === 0 && image.brokers.size === 0 && image.topicsById.size === 0;
    const path = `${this.#config.dataDirectories[0]}/${BOOTSTRAP_CHECKPOINT}`;
    const bootstrap: readonly MetadataRecord[] = isEmpty
      ? (readSnapshot(this.#env.disk, path)?.records ?? [defaultMetadataVersion()])
      : [];
    const version = bootstrap.find(
      (record) => record.type === 'FeatureLevelRecord' && record.name === METADATA_VERSION,
    );
    const bootstrapMetadataVersion = version?.type === 'FeatureLevelRecord' ? version.featureLevel : 0;
    return activationRecords({ isEmpty, inTransaction, bootstrap, bootstrapMetadataVersion });
  }

  #deactivate(): void {
    this.#controller = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { reject } of this.#pending.splice(0)) reject(unavailable());
  }

  /** Decide, append, replay; answer when everything that the answer rests upon is committed. */
  #request<A extends Api>(api: A, body: RequestOf<A>): Promise<ResponseInput<A>> {
    const controller = this.#controller;
    if (controller === undefined || this.#stopped) return Promise.reject(unavailable());
    try {
      const context = { nowMs: this.#env.clock.monotonicMs(), nextOffset: this.#raft.log.endOffset };
      const { records, response } = controller.command(api, body, context);
      this.#append(records);
      return new Promise((resolve, reject) => this.#whenCommitted(() => resolve(response), reject));
    } catch (error) {
      this.#fail(error);
      return Promise.reject(unavailable());
    }
  }

  #append(records: readonly MetadataRecordInput[]): void {
    if (records.length === 0) return;
    const controller = this.#controller!;
    const batch = this.#raft.append(records, controller.metadataVersion);
    for (const record of batch.records) controller.replay(record);
    this.#scheduleExpiry();
  }

  /** Everything in the log now must be committed first, whether this answer wrote anything or not. */
  #whenCommitted(settle: () => void, reject: (error: Error) => void): void {
    const offset = this.#raft.log.endOffset;
    if (offset <= this.#raft.raft.highWatermark) settle();
    else this.#pending.push({ offset, settle, reject });
  }

  /** One timer for the next session that could end; none while all brokers are of this process. */
  #scheduleExpiry(): void {
    const wakeAtMs = this.#controller?.wakeAtMs ?? Infinity;
    if (wakeAtMs === this.#timerAtMs) return;
    this.#timerAtMs = wakeAtMs;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (wakeAtMs === Infinity) return;
    this.#timer = this.#env.clock.schedule(Math.max(0, wakeAtMs - this.#env.clock.monotonicMs()), () => {
      this.#timerAtMs = Infinity;
      if (this.#controller === undefined) return;
      this.#append(this.#controller.expire(this.#env.clock.monotonicMs()).records);
      this.#scheduleExpiry();
    });
  }

  // --- the node's side ----------------------------------------------------------------------------------------

  get activeController(): boolean {
    return this.#controller !== undefined;
  }

  image(): MetadataImage {
    return this.#loader.image;
  }

  onImage(listener: ImageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  quorum(): QuorumView {
    const { raft, log } = this.#raft;
    const nowMs = this.#env.clock.monotonicMs();
    const wallMs = this.#env.clock.wallMs();
    const wallOf = (monotonicMs: number) =>
      monotonicMs === -Infinity ? -1 : Math.round(wallMs - (nowMs - monotonicMs));
    const progress = raft.leadership === undefined ? [] : [...raft.leadership.voters];
    return {
      leaderId: raft.leaderId,
      leaderEpoch: raft.epoch,
      highWatermark: raft.highWatermark,
      endOffset: log.endOffset,
      voters: raft.voters.map(({ id, directoryId }) => {
        const known = progress.find(({ key }) => key.id === id);
        const isSelf = id === this.#config.nodeId;
        return {
          id,
          directoryId,
          endOffset: known?.endOffset ?? -1,
          lastFetchMs: isSelf ? wallMs : wallOf(known?.lastFetchMs ?? -Infinity),
          lastCaughtUpMs: isSelf ? wallMs : wallOf(known?.lastCaughtUpMs ?? -Infinity),
        };
      }),
      observers: [],
    };
  }

  async registerBroker(broker: LocalBroker): Promise<number> {
    const { nodeId, clusterId, rack } = this.#config;
    const { errorCode, brokerEpoch } = await this.#request(BrokerRegistration, {
      brokerId: nodeId,
      clusterId,
      incarnationId: this.#options.incarnationId,
      listeners: [...broker.endpoints],
      features: supportedFeatures(),
      rack,
      isMigratingZkBroker: false,
      logDirs: [...this.#options.directoryIds],
      previousBrokerEpoch: broker.previousBrokerEpoch,
    });
    if (errorCode !== ErrorCode.NONE || brokerEpoch === undefined) {
      throw new Error(`broker ${nodeId} could not register: error ${errorCode}`);
    }
    this.#brokerEpoch = brokerEpoch;
    this.#controller?.pinBroker(nodeId);
    return brokerEpoch;
  }

  async unfenceBroker(): Promise<void> {
    const { isFenced } = await this.#heartbeat({});
    assert(isFenced === false, `broker ${this.#config.nodeId} is still fenced`);
  }

  reportOfflineDirectories(directoryIds: readonly string[]): void {
    this.#heartbeat({ offlineLogDirs: [...directoryIds] }).catch((error: unknown) =>
      this.#env.log.error('The controller could not be told of a failed log dir.', error),
    );
  }

  async shutDownBroker(): Promise<void> {
    if (this.#brokerEpoch < 0) return;
    for (;;) {
      const { errorCode, shouldShutDown } = await this.#heartbeat({ wantShutDown: true });
      if (shouldShutDown || errorCode !== ErrorCode.NONE) return;
    }
  }

  /** The request of a broker that has applied all there is: it shares this node's image. */
  #heartbeat(wish: {
    wantShutDown?: boolean;
    offlineLogDirs?: string[];
  }): Promise<ResponseInput<typeof BrokerHeartbeat>> {
    return this.#request(BrokerHeartbeat, {
      brokerId: this.#config.nodeId,
      brokerEpoch: this.#brokerEpoch,
      currentMetadataOffset: this.#loader.image.endOffset - 1,
      wantFence: false,
      wantShutDown: wish.wantShutDown ?? false,
      offlineLogDirs: wish.offlineLogDirs ?? [],
      cordonedLogDirs: null,
    });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#deactivate();
    this.#raft.stop();
  }
}

function unavailable(): ControllerUnavailableError {
  return new ControllerUnavailableError(
    ErrorCode.NOT_CONTROLLER,
    'There is no active controller at the moment.',
  );
}

function supportedFeatures() {
  return [...SUPPORTED_FEATURES].map(([name, { min, max }]) => ({
    name,
    minSupportedVersion: min,
    maxSupportedVersion: max,
  }));
}

/** A directory without bootstrap.checkpoint: the level of this release, as Kafka assumes. */
function defaultMetadataVersion(): MetadataRecord {
  return {
    type: 'FeatureLevelRecord',
    name: METADATA_VERSION,
    featureLevel: SUPPORTED_FEATURES.get(METADATA_VERSION)!.max,
  };
}
