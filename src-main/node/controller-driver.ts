import { assert, deferred, type Deferred, randomUuid } from '../base/index.ts';
import { ControllerUnavailableError, type ControllerLink } from '../broker/controller-link.ts';
import type { RequestContext } from '../broker/index.ts';
import { activationRecords, Controller, metadataVersionOf, SUPPORTED_FEATURES } from '../controller/index.ts';
import { brokerLayers, brokerValue, effectiveProperties, sluiceConfig } from '../config/index.ts';
import type { Endpoint, Env, Timer } from '../env/index.ts';
import {
  METADATA_VERSION,
  MetadataLoader,
  imageDelta,
  type MetadataImage,
  type MetadataRecord,
  type MetadataRecordInput,
} from '../metadata/index.ts';
import {
  type Api,
  ControllerRegistration,
  DescribeQuorum,
  ErrorCode,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import { type RaftEndpoint, RECONFIGURABLE, type RoleName, type VoterChangeResponse } from '../raft/index.ts';
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
import { PeerWatch } from './peer-watch.ts';
import { BrokerLife, registrationFeatures } from './quorum-broker.ts';
import { QuorumLink } from './quorum-link.ts';
import { QuorumPeers } from './quorum-peers.ts';
import { foundingVoters, isFounder, isOnlyController, raftOptions } from './quorum-settings.ts';
import { describeQuorum, viewOf } from './quorum-view.ts';
import { RaftDriver } from './raft-driver.ts';
import { readSnapshot } from './snapshot-file.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import {
  incomingVoterChange,
  isVoterChange,
  type VoterChangeApi,
  voterChangeBody,
} from './voter-change-wire.ts';

export type * from './controller-types.ts';

const SEE_OFF_MS = 1_000;
const SEE_OFF_POLL_MS = 10;

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

export class ControllerDriver implements ControllerHandle {
  readonly link: ControllerLink;
  readonly #link: QuorumLink;
  readonly #peers: QuorumPeers;
  /** Undefined where only Kafka's timeouts tell that a node is gone. */
  readonly #watch: PeerWatch | undefined;
  /** Connections of heartbeats. */
  readonly #heartbeats = new WeakSet<RequestContext['connection']>();
  readonly #broker: BrokerLife;
  /** Broker epochs of processes that are known to have ended, for the controller that may be elected next. */
  readonly #gone = new Map<number, number>();
  /** Where the log ended before a cold start: a broker epoch is an offset, and one below this is a dead process'. */
  readonly #coldEndOffset: number;
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #options: ControllerOptions;
  readonly #stored: StoredMetadata;
  readonly #raft: RaftDriver;
  #loader: MetadataLoader;
  readonly #snapshots: SnapshotSchedule;
  readonly #listeners = new Set<ImageListener>();
  readonly #started: Deferred<void> = deferred();
  /** In the order of offsets. */
  readonly #pending: Pending[] = [];
  #controller: Controller | undefined;
  #timer: Timer | undefined;
  #timerAtMs = Infinity;
  #registered = false;
  #stopped = false;

  constructor(env: Env, config: NodeConfig, options: ControllerOptions) {
    this.#env = env;
    this.#config = config;
    this.#options = options;
    const { fastFailover } = sluiceConfig(config.properties);
    this.#watch = fastFailover ? this.#watchPeers() : undefined;
    if (fastFailover)
      for (const { id, brokerEpoch } of config.endedBrokers ?? []) this.#gone.set(id, brokerEpoch);
    this.#peers = new QuorumPeers(env, config, {
      voters: () => this.#raft.raft.voters,
      lost: (id) => this.#watch?.suspect(id),
    });
    this.#link = new QuorumLink(env, this.#peers, {
      nodeId: config.nodeId,
      leaderId: () =>
        this.#isAlone || this.#raft.raft.role === 'leader' ? config.nodeId : this.#raft.raft.leaderId,
      locally: (api, body) => this.locally(api, body),
      mayWait: () => !this.#isAlone && !this.#stopped,
    });
    this.link = this.#link;
    this.#broker = new BrokerLife(env, config, options, {
      link: this.#link,
      image: () => this.#loader.image,
      registered: () => this.#controller?.pinBroker(config.nodeId),
      isAlone: () => this.#isAlone,
    });
    const [directory] = config.dataDirectories;
    const self = { ...this.#self, endpoints: this.#endpoints };
    formatMetadata(env, directory, isFounder(config, self) ? foundingVoters(config, self) : undefined);
    const log = new MetadataLog(env, directory);
    this.#stored = log.load();
    this.#coldEndOffset = config.coldStart ? log.endOffset : 0;
    this.#loader = new MetadataLoader();
    const { snapshotId, snapshotRecords } = this.#stored;
    if (snapshotId !== undefined) {
      this.#loader.apply(snapshotRecords, snapshotId.endOffset, snapshotId.epoch);
      this.#loader.publish();
    }
    this.#snapshots = new SnapshotSchedule(this.#layers(), env.clock.monotonicMs());
    this.#raft = new RaftDriver(
      env,
      {
        raft: raftOptions(config, self),
        log,
        stored: this.#stored,
        peers: this.#peers,
        sender: { clusterId: config.clusterId, endpoints: this.#endpoints },
      },
      {
        committed: (batches, highWatermark) => this.#committed(batches, highWatermark),
        roleChanged: (role, leaderId) => this.#roleChanged(role, leaderId),
        snapshotInstalled: (stored) => this.#snapshotInstalled(stored),
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

  /** Of the controller listener; none on a broker only. */
  get #endpoints(): readonly RaftEndpoint[] {
    const endpoint = this.#options.controllerEndpoint;
    if (endpoint === undefined) return [];
    return [{ name: this.#config.controllerListener.name, host: endpoint.host, port: endpoint.port }];
  }

  /** The controller lives and dies with this process. */
  get #isAlone(): boolean {
    return isOnlyController(this.#config) && this.#raft.raft.voters.length <= 1;
  }

  /** Resolves when the image holds what is committed; rejects when the log cannot be used, or at `stop`. */
  start(): Promise<void> {
    this.#raft.start();
    return this.#started.promise;
  }

  /** Rejects `start` and `registerBroker` where they wait for other voters; changes nothing afterwards. */
  abandonStart(): void {
    this.#started.reject(unavailable());
    this.#broker.abandonStart();
  }

  /** What the controller listener serves with. */
  get raft(): RaftDriver {
    return this.#raft;
  }

  // --- raft's side --------------------------------------------------------------------------------------------

  #roleChanged(role: RoleName, leaderId: number): void {
    if (role !== 'leader') this.#deactivate();
    if (leaderId >= 0) this.#peers.led(leaderId);
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
    this.#broker.imageMoved(this.#loader.image);
    if (this.#controller === undefined && this.#loader.image.features.size > 0) this.#joined();
    this.#writeSnapshotIfDue();
  }

  /** A standby that follows a leader: it tells the active controller where it is. */
  #joined(): void {
    this.#started.resolve();
    if (this.#registered || this.#stopped) return;
    this.#registered = true;
    this.#registerController();
  }

  /** The leader's snapshot takes the place of the image; listeners see what differs. */
  #snapshotInstalled({ snapshotId, snapshotRecords }: StoredMetadata): void {
    assert(snapshotId !== undefined, 'a snapshot that was installed');
    const before = this.#loader.image;
    this.#loader = new MetadataLoader();
    this.#loader.apply(snapshotRecords, snapshotId.endOffset, snapshotId.epoch);
    this.#loader.publish();
    const { image } = this.#loader;
    const delta = imageDelta(before, image);
    for (const listener of this.#listeners) listener(image, delta);
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
        kraftVersion: this.kraftVersion,
        brokerSessionTimeoutMs: Number(brokerValue(settings, 'broker.session.timeout.ms')),
        random: () => random.next(),
        newUuid: () => randomUuid((size) => random.bytes(size)),
      },
      this.#env.clock.monotonicMs(),
    );
    if (this.#broker.epoch >= 0) this.#controller.pinBroker(nodeId);
    this.#append(this.#activationRecords());
    for (const { id, epoch } of this.#loader.image.brokers.values())
      if (epoch < this.#coldEndOffset) this.#gone.set(id, epoch);
    for (const [id, epoch] of this.#gone) this.#append(this.#controller.brokerGone(id, epoch).records);
    this.#gone.clear();
    this.#whenCommitted(
      () => this.#started.resolve(),
      (error) => {
        // In a larger quorum the next leader takes over from here.
        if (this.#isAlone || this.#stopped) this.#started.reject(error);
      },
    );
    this.#registered = true;
    this.#registerController();
    this.#scheduleExpiry();
  }

  #registerController(): void {
    const { controllerEndpoint, incarnationId } = this.#options;
    if (controllerEndpoint === undefined) return;
    const { nodeId } = this.#config;
    const registration = {
      controllerId: nodeId,
      incarnationId,
      zkMigrationReady: false,
      listeners: [controllerEndpoint],
      features: registrationFeatures(this.#loader.image),
    };
    const requester = {
      principal: 'User:ANONYMOUS',
      clientId: `controller-${nodeId}`,
      apiVersion: ControllerRegistration.maxVersion,
    };
    this.#link.request(ControllerRegistration, registration, requester).catch(() => {
      // Nobody led for long: the next commit that comes is the next chance.
      this.#registered = false;
    });
  }

  #activationRecords(): MetadataRecordInput[] {
    const { image, inTransaction } = this.#loader;
    const isEmpty = image.features.size === 0 && image.brokers.size === 0 && image.topicsById.size === 0;
    const path = `${this.#config.dataDirectories[0]}/${BOOTSTRAP_CHECKPOINT}`;
    const bootstrap: readonly MetadataRecord[] = isEmpty
      ? (readSnapshot(this.#env.disk, path)?.records ?? [defaultMetadataVersion()])
      : [];
    const settings = effectiveProperties(this.#layers());
    const minInsyncReplicas = Number(brokerValue(settings, 'min.insync.replicas'));
    return activationRecords({ isEmpty, inTransaction, bootstrap, minInsyncReplicas });
  }

  #deactivate(): void {
    this.#controller = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { reject } of this.#pending.splice(0)) reject(unavailable());
  }

  /**
   * A request to this very controller: decide, append, replay; answer when everything that the answer rests upon is
   * committed. Rejects with ControllerUnavailableError when it is not the active one, or no longer.
   */
  locally<A extends Api>(api: A, body: RequestOf<A>): Promise<ResponseInput<A>> {
    const controller = this.#controller;
    if (controller === undefined || this.#stopped) return Promise.reject(unavailable());
    if (api.key === DescribeQuorum.key) {
      const request = body as unknown as RequestOf<typeof DescribeQuorum>;
      return Promise.resolve(describeQuorum(request, this.quorum(), this.#raft.raft.voters) as never);
    }
    if (isVoterChange(api)) return this.changeVoters(api, body) as never;
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

  /** A request of KIP-853, answered by the leader of the quorum alone. */
  async changeVoters(api: VoterChangeApi, body: unknown): Promise<ResponseInput<VoterChangeApi>> {
    const { clusterId, controllerListener } = this.#config;
    const request = incomingVoterChange(api, body, {
      clusterId,
      controllerListener: controllerListener.name,
    });
    if ('errorCode' in request) return voterChangeBody(api, request, undefined);
    const { response } = await this.#raft.serve(request);
    const answer = response as VoterChangeResponse;
    return voterChangeBody(api, answer, this.#peers.addressOf(answer.leaderId));
  }

  /** Where a controller is reached; undefined when nobody has said so. */
  addressOf(id: number): Endpoint | undefined {
    return this.#peers.addressOf(id);
  }

  /** A leader says where it is reached. */
  learnLeader(id: number, endpoints: readonly RaftEndpoint[]): void {
    const { name } = this.#config.controllerListener;
    const endpoint = endpoints.find((each) => each.name === name);
    if (endpoint !== undefined) this.#peers.learn(id, endpoint);
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

  image(): MetadataImage {
    return this.#loader.image;
  }

  onImage(listener: ImageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  quorum(): QuorumView {
    const { raft, log } = this.#raft;
    return viewOf(raft, log.endOffset, this.#self, this.#env.clock);
  }

  get kraftVersion(): number {
    return this.#raft.log.voterSet === undefined ? 0 : RECONFIGURABLE;
  }

  get brokerEpoch(): number {
    return this.#broker.epoch;
  }

  registerBroker(broker: LocalBroker): Promise<number> {
    return this.#broker.register(broker);
  }

  unfenceBroker(): Promise<void> {
    return this.#broker.unfence();
  }

  reportCordonedDirectories(directoryIds: readonly string[]): void {
    this.#broker.reportCordonedDirectories(directoryIds);
  }

  reportOfflineDirectories(directoryIds: readonly string[]): void {
    this.#broker.reportOfflineDirectories(directoryIds);
  }

  async shutDownBroker(): Promise<void> {
    await this.#broker.shutDown();
    await this.#seeOthersOff();
  }

  /** A cluster that stops as a whole needs its controller to the end. */
  async #seeOthersOff(): Promise<void> {
    const { clock } = this.#env;
    const deadlineMs = clock.monotonicMs() + SEE_OFF_MS;
    const isLeaving = () =>
      [...this.#loader.image.brokers.values()].some(
        ({ id, fenced, inControlledShutdown }) =>
          id !== this.#config.nodeId && inControlledShutdown && !fenced,
      );
    while (this.#controller !== undefined && isLeaving() && clock.monotonicMs() < deadlineMs)
      await new Promise<void>((resolve) => clock.schedule(SEE_OFF_POLL_MS, resolve));
  }

  handOver(): Promise<void> {
    return this.#raft.handOver();
  }

  #watchPeers(): PeerWatch {
    const [{ name }] = this.#config.listeners;
    const brokerOf = (id: number) => this.#loader.image.brokers.get(id);
    return new PeerWatch(this.#env, {
      endpointsOf: (id) => {
        const endpoint = brokerOf(id)?.endpoints.find((each) => each.name === name);
        return [this.#peers.addressOf(id), endpoint].flatMap((each) => each ?? []);
      },
      brokerEpochOf: (id) => brokerOf(id)?.epoch ?? null,
      gone: (id, brokerEpoch) => {
        this.#env.log.info(`node ${id} has closed its connection and its ports: its process has ended`);
        this.peerExited(id, brokerEpoch);
      },
    });
  }

  /** A broker sends its heartbeats over this connection: when it closes, the broker may be gone. */
  heartbeatOver(connection: RequestContext['connection'], brokerId: number): void {
    if (this.#watch === undefined || this.#heartbeats.has(connection)) return;
    this.#heartbeats.add(connection);
    connection.onClose(() => {
      if (!this.#stopped) this.#watch?.suspect(brokerId);
    });
  }

  peerExited(nodeId: number, brokerEpoch: number | null): void {
    if (nodeId === this.#config.nodeId || this.#stopped || this.#watch === undefined) return;
    this.#raft.peerGone(nodeId);
    if (brokerEpoch === null) return;
    if (this.#controller === undefined) this.#gone.set(nodeId, brokerEpoch);
    else this.#append(this.#controller.brokerGone(nodeId, brokerEpoch).records);
  }

  /** See {@link RaftDriver.stored}. */
  get stored(): Promise<void> {
    return this.#raft.stored;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#watch?.stop();
    this.#broker.stop();
    this.#deactivate();
    this.#raft.stop();
    this.#peers.close();
    this.#started.reject(unavailable());
  }
}

function unavailable(): ControllerUnavailableError {
  return new ControllerUnavailableError(
    ErrorCode.NOT_CONTROLLER,
    'There is no active controller at the moment.',
  );
}

/** A directory without bootstrap.checkpoint: the level of this release, as Kafka assumes. */
function defaultMetadataVersion(): MetadataRecord {
  return {
    type: 'FeatureLevelRecord',
    name: METADATA_VERSION,
    featureLevel: SUPPORTED_FEATURES.get(METADATA_VERSION)!.max,
  };
}
