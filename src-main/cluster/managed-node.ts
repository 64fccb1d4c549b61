import { assert, deferred } from '../base/index.ts';
import type { Deferred } from '../base/index.ts';
import type { Clock, Fact, Timer } from '../env/index.ts';
import type { NodeConfig } from '../node/config.ts';
import type { FromNode, InsideCallName, InsideCalls, NodeState } from '../node/messages.ts';
import type { NodeStatus } from './messages.ts';
import type { NodeHandle, NodeHost } from './node-host.ts';
import { restartDelayMs } from './restart-policy.ts';

/** A node that does not end within this time after `stop` is killed, unless it is seen to flush its logs. */
export const STOP_TIMEOUT_MS = 15_000;
/**
 * One that flushes is left to it as long as it gets on: to cut it short would cost a recovery. So many times the above
 * is the longest that a single log may take, which may have a segment of a gigabyte.
 */
const FLUSH_PATIENCE = 4;

export interface ManagedNodeOptions {
  readonly id: number;
  readonly host: NodeHost;
  readonly logPath: string;
  readonly clock: Clock;
  /** What the node is; asked at every start, once ports are known. */
  config(): NodeConfig;
  readonly restartWhenDead: () => boolean;
  readonly stopTimeoutMs?: number;
  /** Status, process or reason changed. */
  onChange(): void;
  /** Its process ended. `brokerEpoch` is what it served under, null if it never did. */
  onExit(brokerEpoch: number | null): void;
  /** It stops, and its broker is shut down: it waits for `leaveQuorum`. */
  onBrokerShutDown(): void;
  onFacts(facts: readonly Fact[]): void;
  onState(state: NodeState): void;
}

/**
 * One node through its lives: launched, configured, running, and again after a death. A node that died by itself is
 * started again after a growing delay; one that a person killed or stopped stays down until they start it.
 */
export class ManagedNode {
  readonly id: number;
  readonly #options: ManagedNodeOptions;
  #handle: NodeHandle | undefined;
  #status: NodeStatus = 'stopped';
  #reason: string | null = null;
  #upSinceMs: number | null = null;
  #brokerEpoch: number | null = null;
  #readyAtMs = 0;
  #starts = 0;
  #deathsInARow = 0;
  #killedByHand = false;
  #configured = false;
  #startedWith = '';
  #restart: Timer | undefined;
  #restartAtMs: number | null = null;
  #ready: Deferred<void> = settled();
  #gone: Deferred<void> = settled();
  /** It stops, and its broker's controlled shutdown goes on. */
  #needsQuorum = false;
  /** It stops, and votes for others that need the quorum. */
  #votesForOthers = false;
  /** Kills a node that does not stop. */
  #stopTimer: Timer | undefined;
  readonly #calls = new Map<number, Deferred<unknown>>();
  #nextCallId = 1;
  #watch = { facts: false, state: false };

  constructor(options: ManagedNodeOptions) {
    this.id = options.id;
    this.#options = options;
  }

  get status(): NodeStatus {
    return this.#status;
  }
  get reason(): string | null {
    return this.#reason;
  }
  get pid(): number | null {
    return this.#handle?.pid ?? null;
  }
  get upSinceMs(): number | null {
    return this.#upSinceMs;
  }
  get starts(): number {
    return this.#starts;
  }
  get killedByHand(): boolean {
    return this.#status === 'dead' && this.#killedByHand;
  }
  get restartAtMs(): number | null {
    return this.#restartAtMs;
  }
  get brokerEpoch(): number | null {
    return this.#brokerEpoch;
  }
  get needsQuorum(): boolean {
    return this.#needsQuorum;
  }
  /** Its process runs with other settings than it would be given now. */
  get isOutdated(): boolean {
    return this.#handle !== undefined && this.#startedWith !== textOf(this.#options.config());
  }

  /**
   * Starts the process. It waits for `configure`, which a first start calls when ports are known. Throws when there can
   * be none: its log cannot be opened.
   */
  launch(): void {
    assert(this.#handle === undefined, `node ${this.id} launched twice`);
    this.#cancelRestart();
    this.#starts++;
    this.#killedByHand = false;
    this.#ready = deferred<void>();
    // Whoever is interested awaits it; a restart's failure shows as status and reason.
    this.#ready.promise.catch(() => {});
    this.#gone = deferred<void>();
    this.#set('starting', null);
    try {
      this.#handle = this.#options.host.launch(this.id, this.#options.logPath, {
        onMessage: (message) => this.#receive(message),
        onExit: (exit) => this.#exited(exit),
      });
    } catch (error) {
      this.#set('dead', (error as Error).message);
      this.#gone.resolve();
      this.#options.onChange();
      throw error;
    }
    this.#options.onChange();
  }

  /** Tells the launched process what it is; resolves when it serves, rejects with the reason when it does not. */
  configure(): Promise<void> {
    this.#configured = true;
    const config = this.#options.config();
    this.#startedWith = textOf(config);
    this.#handle?.send({ kind: 'start', config });
    return this.#ready.promise;
  }

  /** Starts it by hand. Throws when it runs. */
  async start(): Promise<void> {
    if (this.#handle !== undefined) throw new Error(`node ${this.id} is ${this.#status}`);
    assert(this.#configured, `node ${this.id} started before it was configured`);
    this.#deathsInARow = 0;
    this.launch();
    await this.configure();
  }

  /** One that died by itself stays down until it is started. */
  cancelRestart(): void {
    if (this.#restart === undefined) return;
    this.#cancelRestart();
    this.#options.onChange();
  }

  /** Controlled shutdown, and no restart. Resolves when the process has ended. */
  async stop(): Promise<void> {
    this.#cancelRestart();
    const handle = this.#handle;
    if (handle === undefined) return this.#settle('stopped', null);
    // Also one that somebody else stopped from a terminal can hear then.
    if (process.platform !== 'win32') handle.resume();
    this.#set('stopping', null);
    this.#needsQuorum = true;
    this.#options.onChange();
    handle.send({ kind: 'stop' });
    this.#killUnlessStopped(handle, this.#stopTimeoutMs);
    await this.#gone.promise;
    this.#stopTimer?.cancel();
  }

  /** One that stops may end as a voter, too. Without effect on others. */
  leaveQuorum(): void {
    if (!this.#votesForOthers) return;
    this.#votesForOthers = false;
    this.#handle?.send({ kind: 'leave-quorum' });
  }

  get #stopTimeoutMs(): number {
    return this.#options.stopTimeoutMs ?? STOP_TIMEOUT_MS;
  }

  #killUnlessStopped(handle: NodeHandle, delayMs: number): void {
    this.#stopTimer?.cancel();
    this.#stopTimer = this.#options.clock.schedule(delayMs, () => {
      this.#reason = 'killed: it did not end in time';
      handle.kill();
    });
  }

  /** SIGKILL by a person's wish: it stays dead until it is started. */
  async kill(): Promise<void> {
    this.#cancelRestart();
    if (this.#handle === undefined) {
      if (this.#status !== 'dead') return;
      this.#killedByHand = true;
      this.#settle('dead', 'killed');
      return;
    }
    this.#killedByHand = true;
    this.#handle.kill();
    await this.#gone.promise;
  }

  pause(): void {
    if (this.#status !== 'running') throw new Error(`node ${this.id} is ${this.#status}`);
    this.#handle?.pause();
    this.#set('paused', 'paused: it holds its connections and answers nothing');
    this.#options.onChange();
  }

  resume(): void {
    if (this.#status !== 'paused') throw new Error(`node ${this.id} is ${this.#status}`);
    this.#handle?.resume();
    this.#set('running', null);
    this.#options.onChange();
  }

  /** Another node's process has ended: its controllers need not wait for a timeout to know. */
  peerExited(node: number, brokerEpoch: number | null): void {
    if (this.#status === 'running') this.#handle?.send({ kind: 'peer-exited', node, brokerEpoch });
  }

  watch(watch: { facts: boolean; state: boolean }): void {
    this.#watch = watch;
    if (this.#status === 'running') this.#handle?.send({ kind: 'watch', ...watch });
  }

  /** Rejects when the node refuses, does not run or ends before it answered. */
  call<Name extends InsideCallName>(
    name: Name,
    input: InsideCalls[Name]['input'],
  ): Promise<InsideCalls[Name]['output']> {
    if (this.#status !== 'running') return Promise.reject(new Error(`node ${this.id} is ${this.#status}`));
    const id = this.#nextCallId++;
    const call = deferred<unknown>();
    this.#calls.set(id, call);
    this.#handle?.send({ kind: 'call', id, name, input });
    return call.promise as Promise<InsideCalls[Name]['output']>;
  }

  #receive(message: FromNode): void {
    switch (message.kind) {
      case 'ready':
        return this.#becameReady(message.brokerEpoch ?? null);
      case 'registered':
        this.#brokerEpoch = message.brokerEpoch;
        return;
      case 'failed':
        this.#reason = message.message;
        return;
      case 'stopped':
        return;
      case 'broker-shut-down':
        this.#needsQuorum = false;
        this.#votesForOthers = true;
        return this.#options.onBrokerShutDown();
      case 'flushing':
        if (this.#status !== 'stopping' || this.#handle === undefined) return;
        return this.#killUnlessStopped(this.#handle, FLUSH_PATIENCE * this.#stopTimeoutMs);
      case 'wants-restart':
        return this.#restartWanted();
      case 'facts':
        return this.#options.onFacts(message.facts);
      case 'state':
        return this.#options.onState(message.state);
      case 'answer':
        return this.#takeCall(message.id)?.resolve(message.value);
      case 'refusal':
        return this.#takeCall(message.id)?.reject(new Error(message.message));
    }
  }

  #becameReady(brokerEpoch: number | null): void {
    if (this.#status !== 'starting') return;
    this.#brokerEpoch = brokerEpoch;
    this.#readyAtMs = this.#options.clock.monotonicMs();
    this.#upSinceMs = this.#options.clock.wallMs();
    this.#set('running', null);
    if (this.#watch.facts || this.#watch.state) this.#handle?.send({ kind: 'watch', ...this.#watch });
    this.#ready.resolve();
    this.#options.onChange();
  }

  #exited(exit: { code: number | null; signal: string | null }): void {
    const wasUp = this.#upSinceMs !== null;
    const stopping = this.#status === 'stopping';
    this.#handle = undefined;
    this.#upSinceMs = null;
    this.#needsQuorum = false;
    this.#votesForOthers = false;
    const how = describeExit(exit);
    const why = this.#reason ?? how;
    for (const call of this.#calls.values()) call.reject(new Error(`node ${this.id} ended: ${how}`));
    this.#calls.clear();
    if (stopping) this.#set('stopped', this.#reason);
    else if (this.#killedByHand) this.#set('dead', 'killed');
    else this.#died(why, wasUp);
    this.#ready.reject(new Error(`node ${this.id}: ${why}`));
    this.#gone.resolve();
    this.#options.onExit(this.#brokerEpoch);
    this.#brokerEpoch = null;
    this.#options.onChange();
  }

  #died(why: string, wasUp: boolean): void {
    const upMs = wasUp ? this.#options.clock.monotonicMs() - this.#readyAtMs : 0;
    // A node that never came up in its first life has a cause that a restart does not cure; its starter is told.
    const restarts = this.#options.restartWhenDead() && (wasUp || this.#starts > 1);
    if (!restarts || !this.#configured) return this.#set('dead', why);
    const { deathsInARow, delayMs } = restartDelayMs(this.#deathsInARow, upMs);
    this.#deathsInARow = deathsInARow;
    this.#set('dead', why);
    this.#restartAtMs = this.#options.clock.wallMs() + delayMs;
    this.#restart = this.#options.clock.schedule(delayMs, () => {
      try {
        this.launch();
      } catch (error) {
        this.#died((error as Error).message, false);
        return this.#options.onChange();
      }
      void this.configure().catch(() => {});
    });
  }

  /** Only where nodes are started again without being asked; once is enough. */
  #restartWanted(): void {
    if (this.#status !== 'running' || !this.#options.restartWhenDead()) return;
    void this.stop()
      .then(() => this.start())
      .catch(() => {});
  }

  #takeCall(id: number): Deferred<unknown> | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #cancelRestart(): void {
    this.#restart?.cancel();
    this.#restart = undefined;
    this.#restartAtMs = null;
  }

  #settle(status: NodeStatus, reason: string | null): void {
    if (this.#status === status && this.#reason === reason) return;
    this.#set(status, reason);
    this.#options.onChange();
  }

  #set(status: NodeStatus, reason: string | null): void {
    this.#status = status;
    this.#reason = reason;
  }
}

function textOf({ properties, rack }: NodeConfig): string {
  return JSON.stringify([rack, properties]);
}

function describeExit({ code, signal }: { code: number | null; signal: string | null }): string {
  if (signal !== null) return `ended by ${signal}`;
  return code === null ? 'could not be started' : `ended with exit code ${code}`;
}

function settled(): Deferred<void> {
  const done = deferred<void>();
  done.resolve();
  return done;
}
