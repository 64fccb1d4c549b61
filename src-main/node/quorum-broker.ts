import { assert, deferred } from '../base/index.ts';
import { ControllerUnavailableError } from '../broker/controller-link.ts';
import { brokerLayers, brokerValue, effectiveProperties } from '../config/index.ts';
import { registeredFeatures } from '../controller/index.ts';
import type { Env, Timer } from '../env/index.ts';
import type { MetadataImage } from '../metadata/index.ts';
import {
  BrokerHeartbeat,
  BrokerRegistration,
  ErrorCode,
  errorName,
  type ResponseInput,
} from '../protocol/index.ts';
import { isBrokerOnly, type NodeConfig } from './config.ts';
import type { ControllerOptions, LocalBroker } from './controller-types.ts';
import type { QuorumLink } from './quorum-link.ts';

export interface BrokerLifeParts {
  readonly link: QuorumLink;
  image(): MetadataImage;
  /** The broker has an epoch now. */
  registered(): void;
  /** The controller lives and dies with this process: nobody needs signs of life. */
  isAlone(): boolean;
}

type Wish = { readonly wantShutDown?: boolean };
type Heartbeat = ResponseInput<typeof BrokerHeartbeat>;

/** While the controller has not yet what it waits for. */
const SOON_MS = 20;
/** Until the session of the process before is over, or somebody has seen that it ended. */
const REGISTER_RETRY_MS = 100;
/** A broker that wants to stop waits this long for a quorum that may have lost its majority. */
const NO_CONTROLLER_TIMEOUT_MS = 1_000;
/** While a controller answers: of the time that a supervisor gives a node, some is left for the flush. */
const SHUT_DOWN_TIMEOUT_MS = 10_000;
/** A quorum of others stays: its controller lets a broker go when it has heard of all others (Apache Kafka's does). */
const BROKER_ONLY_SHUT_DOWN_TIMEOUT_MS = 30_000;

/** The features that this process registers with in a cluster of this image. */
export function registrationFeatures({ features }: Pick<MetadataImage, 'features'>) {
  return [...registeredFeatures(features)].map(([name, { min, max }]) => ({
    name,
    minSupportedVersion: min,
    maxSupportedVersion: max,
  }));
}

/** The life of this node's broker as the active controller sees it: BrokerLifecycleManager. */
export class BrokerLife {
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #options: ControllerOptions;
  readonly #parts: BrokerLifeParts;
  readonly #isShutDownControlled: boolean;
  readonly #heartbeatIntervalMs: number;
  #offlineDirectories: readonly string[] = [];
  /** Null until there are any: a record that nothing is cordoned would say nothing. */
  #cordonedDirectories: readonly string[] | null = null;
  #isServing = false;
  #waiters: { readonly isDone: (image: MetadataImage) => boolean; readonly resolve: () => void }[] = [];
  #timer: Timer | undefined;
  #stopped = false;
  readonly #abandoned = deferred<never>();
  #broker: LocalBroker | undefined;
  /** -1 before the registration. */
  epoch = -1;

  constructor(env: Env, config: NodeConfig, options: ControllerOptions, parts: BrokerLifeParts) {
    this.#env = env;
    this.#config = config;
    this.#options = options;
    this.#parts = parts;
    this.#abandoned.promise.catch(() => {});
    const settings = effectiveProperties(brokerLayers(config.properties));
    this.#heartbeatIntervalMs = Number(brokerValue(settings, 'broker.heartbeat.interval.ms'));
    this.#isShutDownControlled = brokerValue(settings, 'controlled.shutdown.enable') === true;
  }

  /** Resolves with the broker epoch when the registration is in this node's image. Rejects when it is refused for good. */
  register(broker: LocalBroker): Promise<number> {
    this.#broker = broker;
    return Promise.race([this.#register(broker), this.#abandoned.promise]);
  }

  async #register(broker: LocalBroker): Promise<number> {
    const { nodeId, clusterId, rack } = this.#config;
    const registration = {
      brokerId: nodeId,
      clusterId,
      incarnationId: this.#options.incarnationId,
      listeners: [...broker.endpoints],
      features: registrationFeatures(this.#parts.image()),
      rack,
      isMigratingZkBroker: false,
      logDirs: [...(broker.directoryIds ?? this.#options.directoryIds)],
      previousBrokerEpoch: broker.previousBrokerEpoch,
    };
    for (;;) {
      const requester = this.#requester(BrokerRegistration.maxVersion);
      const { errorCode, brokerEpoch = -1 } = await this.#insist(() =>
        this.#parts.link.request(BrokerRegistration, registration as never, requester),
      );
      if (errorCode === ErrorCode.NONE) {
        this.epoch = Number(brokerEpoch);
        this.#parts.registered();
        await this.#until(({ brokers }) => (brokers.get(nodeId)?.epoch ?? -1) >= this.epoch);
        this.#options.onRegistered?.(this.epoch);
        return this.epoch;
      }
      // The process before has not been fenced yet.
      if (errorCode !== ErrorCode.DUPLICATE_BROKER_REGISTRATION || this.#parts.isAlone())
        throw new Error(`broker ${nodeId} could not register: ${errorName(errorCode)}`);
      await this.#sleep(REGISTER_RETRY_MS);
    }
  }

  /** Rejects what waits for a quorum before the broker serves. */
  abandonStart(): void {
    this.#abandoned.reject(new Error(`broker ${this.#config.nodeId} stopped before it served`));
  }

  /** Resolves when the broker may lead, and this node's image says so. Signs of life follow from then on. */
  unfence(): Promise<void> {
    return Promise.race([this.#unfence(), this.#abandoned.promise]);
  }

  async #unfence(): Promise<void> {
    const { nodeId } = this.#config;
    for (;;) {
      const { errorCode, isFenced } = await this.#insist(() => this.#heartbeat({}));
      if (isFenced === false) break;
      if (errorCode === ErrorCode.STALE_BROKER_EPOCH) {
        // A registration that the process before had sent was on its way still, and has taken the place of this one.
        await this.#register(this.#broker!);
        continue;
      }
      assert(!this.#parts.isAlone(), `broker ${nodeId} is still fenced`);
      await this.#sleep(SOON_MS);
    }
    await this.#until((image) => image.brokers.get(nodeId)?.fenced === false);
    this.#isServing = true;
    if (!this.#parts.isAlone()) this.#beatLater(this.#heartbeatIntervalMs);
  }

  /** A node that starts outlives the controllers that come and go meanwhile; only `abandonStart` ends the waiting. */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ControllerUnavailableError) || this.#parts.isAlone() || this.#stopped)
          throw error;
        await this.#sleep(REGISTER_RETRY_MS);
      }
    }
  }

  #beatLater(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = this.#env.clock.schedule(delayMs, () => {
      this.#heartbeat({}).then(
        ({ errorCode, isFenced }) => {
          if (errorCode !== ErrorCode.NONE)
            this.#env.log.warn(`heartbeat of broker ${this.#config.nodeId}: ${errorName(errorCode)}`);
          this.#beatLater(
            isFenced !== false && errorCode === ErrorCode.NONE ? SOON_MS : this.#heartbeatIntervalMs,
          );
        },
        () => this.#beatLater(SOON_MS),
      );
    });
  }

  /** Moves leaderships away and fences the broker; resolves when it may stop, or when nobody is there to say so. */
  async shutDown(): Promise<void> {
    this.#timer?.cancel();
    if (this.epoch < 0 || !this.#isShutDownControlled) return;
    const { clock, log } = this.#env;
    const brokerOnly = isBrokerOnly(this.#config);
    const deadlineMs =
      clock.monotonicMs() + (brokerOnly ? BROKER_ONLY_SHUT_DOWN_TIMEOUT_MS : SHUT_DOWN_TIMEOUT_MS);
    for (;;) {
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0) return log.warn('stops without a controlled shutdown: it still leads partitions');
      const patienceMs = brokerOnly ? leftMs : Math.min(leftMs, NO_CONTROLLER_TIMEOUT_MS);
      try {
        const { errorCode, shouldShutDown } = await this.#heartbeat({ wantShutDown: true }, patienceMs);
        if (shouldShutDown) return log.info('its broker is shut down: it leads nothing, and is fenced');
        if (errorCode !== ErrorCode.NONE)
          return log.warn(`stops without a controlled shutdown: ${errorName(errorCode)}`);
        await this.#sleep(SOON_MS);
      } catch (error) {
        if (this.#parts.isAlone()) throw error;
        return log.warn('stops without a controlled shutdown: there is no active controller');
      }
    }
  }

  reportOfflineDirectories(directoryIds: readonly string[]): void {
    this.#offlineDirectories = directoryIds;
    this.#heartbeat({}).catch((error: unknown) =>
      this.#env.log.error('The controller could not be told of a failed log dir.', error),
    );
  }

  reportCordonedDirectories(directoryIds: readonly string[]): void {
    const before = this.#cordonedDirectories ?? [];
    if (before.length === directoryIds.length && before.every((id) => directoryIds.includes(id))) return;
    this.#cordonedDirectories = directoryIds;
    // What serves not yet says so with the heartbeat that it asks to serve with.
    if (!this.#isServing) return;
    this.#heartbeat({}).catch((error: unknown) =>
      this.#env.log.error('The controller could not be told of cordoned log dirs.', error),
    );
  }

  #heartbeat(wish: Wish, timeoutMs = this.#heartbeatIntervalMs): Promise<Heartbeat> {
    const body = {
      brokerId: this.#config.nodeId,
      brokerEpoch: this.epoch,
      currentMetadataOffset: this.#parts.image().endOffset - 1,
      wantFence: false,
      wantShutDown: wish.wantShutDown ?? false,
      offlineLogDirs: [...this.#offlineDirectories],
      cordonedLogDirs: this.#cordonedDirectories,
    };
    const requester = this.#requester(BrokerHeartbeat.maxVersion);
    return this.#parts.link.request(BrokerHeartbeat, body as never, requester, timeoutMs);
  }

  #requester(apiVersion: number) {
    return { principal: 'User:ANONYMOUS', clientId: `broker-${this.#config.nodeId}`, apiVersion };
  }

  /** The image has moved on. */
  imageMoved(image: MetadataImage): void {
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ isDone }) => !isDone(image));
    for (const { isDone, resolve } of waiters) if (isDone(image)) resolve();
  }

  #until(isDone: (image: MetadataImage) => boolean): Promise<void> {
    if (isDone(this.#parts.image())) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ isDone, resolve }));
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#env.clock.schedule(delayMs, resolve));
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }
}
