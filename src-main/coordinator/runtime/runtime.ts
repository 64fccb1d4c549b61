/**
 * Runs coordinator cores over the partitions of one internal topic: loads a core from the log when this broker becomes
 * the partition's leader, appends what a core decides, and lets answers out when what they rest on is committed.
 * When leadership or an append is lost the core is dropped, and the next one reads the log again (architecture §3).
 */
import { assert } from '../../base/index.ts';
import type { Env, Timer } from '../../env/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { MalformedError } from '../../wire/index.ts';
import { StoredRecords } from './stored-records.ts';
import type {
  CoordinatorPartitions,
  CoordinatorShard,
  Effects,
  Now,
  Outcome,
  RequestToken,
} from './types.ts';

/** Bytes read at a time while a partition is loaded; the event loop runs in between. */
const LOAD_BYTES = 1024 * 1024;

export interface RuntimeOptions<Shard, Record> {
  readonly topic: string;
  makeShard(): Shard;
  /** One batch with all the records. */
  encode(records: readonly Record[], nowWallMs: number): Buffer;
  /** Undefined for records that this version does not know: they are left alone. */
  decode(key: Buffer | null, value: Buffer | null): Record | undefined;
}

interface Active<Shard> {
  readonly shard: Shard;
  readonly leaderEpoch: number;
  /** Offset after the newest record that the core has applied. */
  appliedOffset: number;
  committedOffset: number;
}

type PartitionState<Shard> =
  | { kind: 'loading'; leaderEpoch: number }
  | ({ kind: 'active' } & Active<Shard>)
  /** What is stored cannot be read. */
  | { kind: 'failed' };

/** What a request gets when its coordinator is not here, not ready, or was lost meanwhile. */
export type FailAnswer<Answer> = (errorCode: number) => Answer;

export class CoordinatorRuntime<Shard extends CoordinatorShard<Record, FollowUp>, Record, FollowUp> {
  readonly #env: Env;
  readonly #partitions: CoordinatorPartitions;
  readonly #options: RuntimeOptions<Shard, Record>;
  readonly #states = new Map<number, PartitionState<Shard>>();
  readonly #waiting = new Map<
    RequestToken,
    { partition: number; resolve: (body: any) => void; fail: FailAnswer<unknown> }
  >();
  #nextToken: RequestToken = 1;
  #timer: Timer | undefined;
  #timerAtMs = Infinity;

  constructor(env: Env, partitions: CoordinatorPartitions, options: RuntimeOptions<Shard, Record>) {
    this.#env = env;
    this.#partitions = partitions;
    this.#options = options;
  }

  #now(): Now {
    return { ms: this.#env.clock.monotonicMs(), wallMs: this.#env.clock.wallMs() };
  }

  /** This broker leads the partition from now on. */
  async elected(partition: number, leaderEpoch: number): Promise<void> {
    this.resigned(partition);
    const state: PartitionState<Shard> = { kind: 'loading', leaderEpoch };
    this.#states.set(partition, state);
    const startedMs = this.#env.clock.monotonicMs();
    const shard = this.#options.makeShard();
    const stored = new StoredRecords((key, value) => this.#options.decode(key, value));
    let nextOffset = -1;
    let records = 0;
    for (;;) {
      const slice = this.#partitions.read(partition, nextOffset, LOAD_BYTES);
      if (slice === undefined) break;
      const now = this.#now();
      try {
        records += stored.read(slice.chunks, (record) => shard.restore(record, now));
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        // Half of what is stored would be worse than none: what was committed would seem not to be.
        this.#env.log.error(
          `${this.#options.topic}-${partition} has a record that cannot be read; its coordinator is not available`,
          error,
        );
        this.#states.set(partition, { kind: 'failed' });
        slice.release();
        return;
      }
      nextOffset = slice.nextOffset;
      const full = slice.sizeBytes >= LOAD_BYTES / 2;
      slice.release();
      // A long log must not hold up the node; a short one is ready without a pause.
      if (full) await new Promise<void>((resolve) => this.#env.clock.schedule(0, resolve));
      if (this.#states.get(partition) !== state) return;
    }
    const endOffset = Math.max(nextOffset, 0);
    const active: PartitionState<Shard> = {
      kind: 'active',
      shard,
      leaderEpoch,
      appliedOffset: endOffset,
      committedOffset: 0,
    };
    this.#states.set(partition, active);
    shard.loaded(this.#now());
    this.#awaitCommit(partition, active, endOffset);
    this.#env.facts.report({
      kind: 'coordinator-loaded',
      topic: this.#options.topic,
      partition,
      records,
      tookMs: this.#env.clock.monotonicMs() - startedMs,
    });
    this.#reschedule();
  }

  /** The partition is led elsewhere, or its topic is gone. Requests that wait are sent to look for the new coordinator. */
  resigned(partition: number): void {
    const state = this.#states.get(partition);
    if (state === undefined) return;
    this.#states.delete(partition);
    for (const [token, waiting] of this.#waiting) {
      if (waiting.partition !== partition) continue;
      this.#waiting.delete(token);
      waiting.resolve(waiting.fail(ErrorCode.NOT_COORDINATOR));
    }
    if (state.kind === 'active') {
      this.#env.facts.report({
        kind: 'coordinator-unloaded',
        topic: this.#options.topic,
        partition,
        records: 0,
        tookMs: 0,
      });
    }
  }

  stop(): void {
    this.#timer?.cancel();
    for (const partition of [...this.#states.keys()]) this.resigned(partition);
  }

  /** The cores that are active here, for listings. */
  *active(): Iterable<Shard> {
    for (const state of this.#states.values()) if (state.kind === 'active') yield state.shard;
  }

  get loading(): boolean {
    for (const state of this.#states.values()) if (state.kind === 'loading') return true;
    return false;
  }

  /** NONE where the core can answer, else why it cannot. */
  availability(partition: number): number {
    const state = this.#states.get(partition);
    if (state === undefined) return ErrorCode.NOT_COORDINATOR;
    switch (state.kind) {
      case 'loading':
        return ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
      case 'failed':
        return ErrorCode.COORDINATOR_NOT_AVAILABLE;
      case 'active':
        return ErrorCode.NONE;
    }
  }

  /** Runs one step of a core. The answer comes when everything that the core has applied so far is committed. */
  execute<Answer>(
    partition: number,
    fail: FailAnswer<Answer>,
    step: (shard: Shard, now: Now, token: RequestToken) => Outcome<Answer, Record, FollowUp>,
  ): Promise<Answer> {
    const state = this.#states.get(partition);
    if (state?.kind !== 'active') return Promise.resolve(fail(this.availability(partition)));
    return new Promise((resolve) => {
      const token = this.#nextToken++;
      this.#waiting.set(token, { partition, resolve, fail });
      const { effects, answer } = step(state.shard, this.#now(), token);
      if (answer !== undefined) effects.answers.push({ token, body: answer });
      this.#carryOut(partition, state, effects);
      this.#reschedule();
    });
  }

  /** Runs a step in every core that is active here; nobody waits for it. */
  executeAll(step: (shard: Shard, now: Now) => Effects<Record, FollowUp>): void {
    const now = this.#now();
    for (const [partition, state] of this.#states) {
      if (state.kind !== 'active') continue;
      const effects = step(state.shard, now);
      if (effects.records.length > 0) this.#carryOut(partition, state, effects);
    }
    this.#reschedule();
  }

  /** Appends, replays, and arranges for what follows the commit. */
  #carryOut(partition: number, state: PartitionState<Shard>, effects: Effects<Record, FollowUp>): void {
    assert(state.kind === 'active', 'effects of a core that is not active');
    if (effects.records.length > 0) {
      const now = this.#now();
      const outcome = this.#partitions.append(
        partition,
        state.leaderEpoch,
        this.#options.encode(effects.records, now.wallMs),
      );
      if (outcome.kind !== 'appended') {
        this.#appendRefused(
          partition,
          state,
          effects,
          outcome.kind === 'refused' ? outcome.errorCode : ErrorCode.UNKNOWN_SERVER_ERROR,
        );
        return;
      }
      for (const record of effects.records) state.shard.replay(record, now);
      state.appliedOffset = outcome.lastOffset + 1;
    }
    const offset = state.appliedOffset;
    if (state.committedOffset >= offset) return this.#committed(partition, state, effects);
    this.#partitions.whenCommitted(partition, state.leaderEpoch, offset, (errorCode) => {
      if (this.#states.get(partition) !== state) return;
      if (errorCode !== ErrorCode.NONE) return this.#lost(partition, state, errorCode);
      state.committedOffset = Math.max(state.committedOffset, offset);
      this.#committed(partition, state, effects);
      this.#reschedule();
    });
  }

  #committed(partition: number, state: PartitionState<Shard>, effects: Effects<Record, FollowUp>): void {
    for (const fact of effects.facts) this.#env.facts.report(fact);
    for (const { token, body } of effects.answers) this.#answer(token, body);
    this.#followUp(partition, state, effects, ErrorCode.NONE);
  }

  #followUp(
    partition: number,
    state: PartitionState<Shard>,
    effects: Effects<Record, FollowUp>,
    errorCode: number,
  ): void {
    assert(state.kind === 'active', 'effects of a core that is not active');
    for (const followUp of effects.followUps) {
      this.#carryOut(partition, state, state.shard.stored(followUp, errorCode, this.#now()));
    }
  }

  #answer(token: RequestToken, body: unknown): void {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return; // Its connection is gone, or it was answered when leadership was lost.
    this.#waiting.delete(token);
    waiting.resolve(body);
  }

  /** Nothing of the step has happened: its requests learn why, and the core goes on. */
  #appendRefused(
    partition: number,
    state: PartitionState<Shard>,
    effects: Effects<Record, FollowUp>,
    errorCode: number,
  ): void {
    const reason = toCoordinatorError(errorCode);
    for (const { token } of effects.answers) {
      const waiting = this.#waiting.get(token);
      if (waiting !== undefined) this.#answer(token, waiting.fail(reason));
    }
    this.#followUp(partition, state, effects, reason);
  }

  /** Records were appended but will not be committed here: memory is ahead of the truth, so it is given up. */
  #lost(partition: number, state: PartitionState<Shard>, errorCode: number): void {
    this.#env.log.warn(
      `${this.#options.topic}-${partition}: coordinator gives up its state, error ${errorCode}`,
    );
    assert(state.kind !== 'failed', 'a core that is not there cannot be lost');
    const { leaderEpoch } = state;
    this.resigned(partition);
    if (errorCode !== ErrorCode.NOT_LEADER_OR_FOLLOWER) void this.elected(partition, leaderEpoch);
  }

  #awaitCommit(partition: number, state: PartitionState<Shard>, offset: number): void {
    assert(state.kind === 'active', 'only an active core waits');
    this.#partitions.whenCommitted(partition, state.leaderEpoch, offset, (errorCode) => {
      if (errorCode === ErrorCode.NONE) state.committedOffset = Math.max(state.committedOffset, offset);
    });
  }

  /** One timer for all cores, at the earliest deadline. */
  #reschedule(): void {
    let earliest = Infinity;
    for (const state of this.#states.values()) {
      if (state.kind === 'active') earliest = Math.min(earliest, state.shard.wakeAtMs);
    }
    if (earliest >= this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = earliest;
    this.#timer = this.#env.clock.schedule(Math.max(earliest - this.#env.clock.monotonicMs(), 0), () =>
      this.#wake(),
    );
  }

  #wake(): void {
    this.#timer = undefined;
    this.#timerAtMs = Infinity;
    const now = this.#now();
    for (const [partition, state] of this.#states) {
      if (state.kind === 'active' && state.shard.wakeAtMs <= now.ms)
        this.#carryOut(partition, state, state.shard.wake(now));
    }
    this.#reschedule();
  }
}

/** What a failed append means to a client of the coordinator (CoordinatorOperationExceptionHelper). */
function toCoordinatorError(errorCode: number): number {
  switch (errorCode) {
    case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
    case ErrorCode.NOT_ENOUGH_REPLICAS:
    case ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    case ErrorCode.REQUEST_TIMED_OUT:
      return ErrorCode.COORDINATOR_NOT_AVAILABLE;
    case ErrorCode.NOT_LEADER_OR_FOLLOWER:
    case ErrorCode.KAFKA_STORAGE_ERROR:
      return ErrorCode.NOT_COORDINATOR;
    case ErrorCode.MESSAGE_TOO_LARGE:
    case ErrorCode.RECORD_LIST_TOO_LARGE:
      return ErrorCode.INVALID_COMMIT_OFFSET_SIZE;
    default:
      return ErrorCode.UNKNOWN_SERVER_ERROR;
  }
}
