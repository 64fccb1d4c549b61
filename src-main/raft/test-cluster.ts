/** A whole quorum of pure cores on one virtual clock, for the scripts and the random runs. Checks its invariants always. */
import { assert, type RandomSource } from '../base/index.ts';
import { Raft } from './raft.ts';
import {
  DEFAULT_RAFT_TIMES,
  type FetchRequest,
  type LogView,
  type QuorumState,
  type RaftEffects,
  type RaftInput,
  type RaftRequest,
  type RaftResponse,
  type SnapshotId,
  type Voter,
} from './types.ts';

interface Entry {
  readonly epoch: number;
  readonly value: string;
}

/** How long a request may stay unanswered (controller.quorum.request.timeout.ms). */
const REQUEST_TIMEOUT_MS = 2000;
const FETCH_BATCH = 10;

/** Entries below `startOffset` stay in memory: they stand for what the snapshot holds. */
export class MemoryLog implements LogView {
  entries: Entry[] = [];
  startOffset = 0;
  latestSnapshot: SnapshotId | undefined;
  flushedOffset = 0;

  get endOffset(): number {
    return this.entries.length;
  }

  get latestEpoch(): number {
    return this.entries.at(-1)?.epoch ?? 0;
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } {
    const kept = this.entries.slice(this.startOffset);
    const found = kept.findLast((entry) => entry.epoch <= epoch)?.epoch;
    if (found === undefined) return { epoch: -1, endOffset: -1 };
    return { epoch: found, endOffset: this.entries.findLastIndex((entry) => entry.epoch === found) + 1 };
  }
}

class Replica {
  readonly id: number;
  readonly log = new MemoryLog();
  /** What quorum-state holds. */
  state: QuorumState | undefined;
  /** Undefined while the process is down. */
  raft: Raft | undefined;
  wakeAtMs = Infinity;
  /** Rises with each process, so that what was under way for an older one is dropped. */
  incarnation = 0;
  fetched: readonly Entry[] = [];

  constructor(id: number) {
    this.id = id;
  }
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  run(): void;
}

export interface ClusterOptions {
  readonly random: RandomSource;
  latencyMs(): number;
  /** Whether a message is lost. */
  drops?(): boolean;
}

export class TestCluster {
  readonly replicas = new Map<number, Replica>();
  readonly voters: Voter[];
  nowMs = 0;
  steps = 0;
  readonly #options: ClusterOptions;
  readonly #cuts = new Set<string>();
  #events: Event[] = [];
  #order = 0;
  #token = 0;
  readonly #answers = new Map<number, (response: RaftResponse) => void>();
  readonly #leaders = new Map<number, number>();
  /** Everything that any replica has called committed. */
  readonly committed: Entry[] = [];
  readonly trace: string[] = [];

  constructor(voterIds: readonly number[], observerIds: readonly number[], options: ClusterOptions) {
    this.#options = options;
    this.voters = voterIds.map((id) => ({ id, directoryId: `dir-${id}`, endpoints: [] }));
    for (const id of [...voterIds, ...observerIds]) this.replicas.set(id, new Replica(id));
  }

  replica(id: number): Replica {
    const replica = this.replicas.get(id);
    assert(replica !== undefined, `no replica ${id}`);
    return replica;
  }

  get leader(): Replica | undefined {
    const leaders = [...this.replicas.values()].filter(({ raft }) => raft?.role === 'leader');
    return leaders.sort((a, b) => b.raft!.epoch - a.raft!.epoch)[0];
  }

  start(id: number): void {
    const replica = this.replica(id);
    assert(replica.raft === undefined, `replica ${id} runs`);
    replica.incarnation++;
    const self = { id, directoryId: `dir-${id}` };
    replica.raft = new Raft(
      replica.log,
      this.voters,
      replica.state,
      { self, ...DEFAULT_RAFT_TIMES },
      this.#options.random,
    );
    this.#step(replica, { kind: 'start' });
  }

  /** A power loss: what was not flushed is gone. */
  crash(id: number): void {
    const replica = this.replica(id);
    replica.raft = undefined;
    replica.wakeAtMs = Infinity;
    const { log } = replica;
    log.entries.length = Math.max(log.flushedOffset, log.startOffset);
  }

  resign(id: number): void {
    this.#step(this.replica(id), { kind: 'resign' });
  }

  /** All others hear that the process of a replica has ended. */
  gone(id: number): void {
    for (const replica of this.replicas.values())
      if (replica.id !== id) this.#step(replica, { kind: 'peer-gone', id });
  }

  cut(a: number, b: number): void {
    this.#cuts.add(`${a}>${b}`);
    this.#cuts.add(`${b}>${a}`);
  }

  heal(): void {
    this.#cuts.clear();
  }

  propose(id: number, values: readonly string[]): void {
    const replica = this.replica(id);
    if (replica.raft?.role !== 'leader') return;
    for (const value of values) replica.log.entries.push({ epoch: replica.raft.epoch, value });
    this.#step(replica, { kind: 'appended' });
    this.#flushLater(replica);
  }

  /** Freezes everything committed on a replica as a snapshot and drops the log before it. */
  snapshot(id: number): void {
    const { log, raft } = this.replica(id);
    const endOffset = raft!.highWatermark;
    log.latestSnapshot = { endOffset, epoch: log.entries[endOffset - 1].epoch };
    log.startOffset = endOffset;
  }

  run(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    let busy = 0;
    for (;;) {
      const event = this.#events[0];
      const sleeper = this.#nextSleeper();
      const eventMs = event?.atMs ?? Infinity;
      const sleeperMs = sleeper?.wakeAtMs ?? Infinity;
      const atMs = Math.min(eventMs, sleeperMs);
      if (atMs > endMs) break;
      busy = atMs > this.nowMs ? 0 : busy + 1;
      assert(busy < 10_000, `no end of work at ${this.nowMs} ms: ${this.trace.slice(-3).join('; ')}`);
      this.nowMs = Math.max(this.nowMs, atMs);
      if (eventMs <= sleeperMs) {
        this.#events.shift();
        event.run();
      } else this.#step(sleeper!, { kind: 'wake' });
    }
    this.nowMs = endMs;
  }

  #nextSleeper(): Replica | undefined {
    let next: Replica | undefined;
    for (const replica of this.replicas.values()) {
      if (replica.wakeAtMs < (next?.wakeAtMs ?? Infinity)) next = replica;
    }
    return next;
  }

  #at(delayMs: number, run: () => void): void {
    const event = { atMs: this.nowMs + delayMs, order: this.#order++, run };
    let index = this.#events.length;
    while (index > 0 && this.#events[index - 1].atMs > event.atMs) index--;
    this.#events.splice(index, 0, event);
  }

  /** Runs only if the process is still the same. */
  #later(replica: Replica, delayMs: number, run: () => void): void {
    const { incarnation } = replica;
    this.#at(delayMs, () => {
      if (replica.raft !== undefined && replica.incarnation === incarnation) run();
    });
  }

  #flushLater(replica: Replica): void {
    const { endOffset } = replica.log;
    this.#later(replica, 1, () => {
      // A truncation may have come between.
      replica.log.flushedOffset = Math.max(
        replica.log.flushedOffset,
        Math.min(endOffset, replica.log.endOffset),
      );
      this.#step(replica, { kind: 'flushed', endOffset: replica.log.flushedOffset });
    });
  }

  #step(replica: Replica, input: RaftInput): void {
    if (replica.raft === undefined) return;
    this.steps++;
    this.#execute(replica, replica.raft.step(input, this.nowMs));
    this.#check(replica);
  }

  #execute(replica: Replica, effects: RaftEffects): void {
    const { log, raft } = replica;
    replica.wakeAtMs = effects.wakeAtMs;
    if (effects.persist !== undefined) replica.state = effects.persist;
    if (effects.role !== undefined) {
      const { name, leaderId, epoch } = effects.role;
      this.trace.push(
        `${Math.round(this.nowMs)} ms: ${replica.id} is ${name}, epoch ${epoch}, leader ${leaderId}`,
      );
      if (name === 'leader') this.#checkElection(replica, epoch);
    }
    if (effects.truncateTo !== undefined) {
      this.trace.push(
        `${Math.round(this.nowMs)} ms: ${replica.id} truncates ${log.endOffset} to ${effects.truncateTo}`,
      );
      assert(effects.truncateTo >= raft!.highWatermark, `${replica.id} truncates below its high watermark`);
      log.entries.length = effects.truncateTo;
      log.flushedOffset = Math.min(log.flushedOffset, effects.truncateTo);
    }
    for (const { request, to } of effects.send) this.#send(replica, to, request);
    for (const { token, response } of effects.respond) {
      if (response.kind === 'vote' && response.voteGranted) this.#checkVote(replica, response.leaderEpoch);
      this.#answers.get(token)?.(response);
      this.#answers.delete(token);
    }
    if (effects.installSnapshot !== undefined) this.#install(replica, effects.installSnapshot);
    if (effects.append?.kind === 'leader-change') {
      log.entries.push({ epoch: effects.append.epoch, value: `leader ${effects.append.leaderId}` });
      this.#step(replica, { kind: 'appended' });
      this.#flushLater(replica);
    } else if (effects.append?.kind === 'fetched') {
      log.entries.push(...replica.fetched);
      log.flushedOffset = log.endOffset;
      this.#step(replica, { kind: 'appended' });
    }
  }

  #install(replica: Replica, { from, id }: { from: number; id: SnapshotId }): void {
    const source = this.replica(from);
    this.#later(replica, this.#options.latencyMs(), () => {
      if (source.raft === undefined || this.#cuts.has(`${replica.id}>${from}`)) {
        return this.#step(replica, { kind: 'snapshot-failed' });
      }
      replica.log.entries = source.log.entries.slice(0, id.endOffset);
      replica.log.startOffset = replica.log.flushedOffset = id.endOffset;
      replica.log.latestSnapshot = id;
      this.trace.push(
        `${Math.round(this.nowMs)} ms: ${replica.id} installs snapshot ${id.endOffset}-${id.epoch}`,
      );
      this.#step(replica, { kind: 'snapshot-installed', id });
    });
  }

  #send(sender: Replica, to: number, request: RaftRequest): void {
    if (request.kind === 'vote' && !request.preVote) this.#checkVote(sender, request.replicaEpoch);
    const target = this.replica(to);
    const lost = () => this.#options.drops?.() === true;
    const fail = (delayMs: number) =>
      this.#later(sender, delayMs, () => this.#step(sender, { kind: 'no-response', from: to, request }));
    let settled = false;
    const timeout = () => {
      if (settled) return;
      settled = true;
      fail(0);
    };
    this.#later(sender, REQUEST_TIMEOUT_MS, timeout);
    this.#at(this.#options.latencyMs(), () => {
      if (this.#cuts.has(`${sender.id}>${to}`) || lost()) return;
      if (target.raft === undefined) return timeout();
      const token = ++this.#token;
      this.#answers.set(token, (response) => {
        const records = response.kind === 'fetch' ? this.#read(target, response.readFrom) : [];
        this.#later(sender, this.#options.latencyMs(), () => {
          if (settled || this.#cuts.has(`${to}>${sender.id}`) || lost()) return;
          settled = true;
          if (records.length > 0) sender.fetched = records;
          const hasRecords = records.length > 0;
          this.#step(sender, { kind: 'response', from: to, request, response, hasRecords });
        });
      });
      this.#step(target, { kind: 'request', token, request: viaWire(request) });
    });
  }

  #read({ log }: Replica, from: number | null): readonly Entry[] {
    return from === null ? [] : log.entries.slice(from, from + FETCH_BATCH);
  }

  // --- invariants ---------------------------------------------------------------------------------------------

  #checkVote(replica: Replica, epoch: number): void {
    const { state } = replica;
    const durable = state !== undefined && state.leaderEpoch >= epoch;
    // A pre-vote needs nothing on disk, and its epoch is never ahead of what is.
    assert(durable || epoch === 0, `replica ${replica.id} speaks of epoch ${epoch} before that is durable`);
  }

  #checkElection(replica: Replica, epoch: number): void {
    const other = this.#leaders.get(epoch);
    assert(
      other === undefined || other === replica.id,
      `epoch ${epoch} has two leaders: ${other}, ${replica.id}`,
    );
    this.#leaders.set(epoch, replica.id);
    const { entries } = replica.log;
    for (const [offset, entry] of this.committed.entries()) {
      assert(sameEntry(entries[offset], entry), `leader ${replica.id} lacks committed offset ${offset}`);
    }
  }

  readonly #highWatermarks = new Map<string, number>();

  #check(replica: Replica): void {
    const { raft, log, id, incarnation } = replica;
    if (raft === undefined) return;
    const key = `${id}/${incarnation}`;
    const before = this.#highWatermarks.get(key) ?? -1;
    const now = raft.highWatermark;
    assert(now >= before, `high watermark of ${id} fell from ${before} to ${now}`);
    this.#highWatermarks.set(key, now);
    for (let offset = Math.max(before, 0); offset < now; offset++) {
      const entry = log.entries[offset];
      this.committed[offset] ??= entry;
      assert(
        sameEntry(this.committed[offset], entry),
        `${id} has another record at committed offset ${offset}`,
      );
    }
  }

  /** One line a replica. */
  describe(): string {
    return [...this.replicas.values()]
      .map(({ id, raft, log }) => {
        if (raft === undefined) return `${id}: down, log ends at ${log.endOffset}`;
        return `${id}: ${raft.role}, epoch ${raft.epoch}, leader ${raft.leaderId}, log ends at ${log.endOffset}, high watermark ${raft.highWatermark}`;
      })
      .join('\n');
  }
}

function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  return a !== undefined && b !== undefined && a.epoch === b.epoch && a.value === b.value;
}

/** What an older follower sends lacks the high watermark; half of them are older. */
function viaWire(request: RaftRequest): RaftRequest {
  const isOlder = request.kind === 'fetch' && request.replicaId % 2 === 1;
  return isOlder ? ({ ...request, highWatermark: Infinity } as FetchRequest) : request;
}
