/** A whole quorum of pure cores on one virtual clock, for the scripts and the random runs. Checks its invariants always. */
import { assert, type RandomSource } from '../base/index.ts';
import type { ControlAppend, RaftEffects, RaftInput } from './effects.ts';
import { type Entry, MemoryLog, sameEntry } from './memory-log.ts';
import type { FetchRequest, OwnRequest, PeerResponse, RaftRequest, RaftResponse } from './messages.ts';
import { Raft } from './raft.ts';
import {
  DEFAULT_RAFT_TIMES,
  KRAFT_VERSIONS,
  type QuorumState,
  type RaftEndpoint,
  sameReplica,
  type SnapshotId,
  type Voter,
} from './types.ts';

/** How long a request may stay unanswered (controller.quorum.request.timeout.ms). */
const REQUEST_TIMEOUT_MS = 2000;
const FETCH_BATCH = 3;
/** Comparing whole logs is slow: once in so many steps. */
const MATCH_EVERY = 50;

class Replica {
  readonly id: number;
  log: MemoryLog;
  /** Rises with each disk that it is given. */
  disk = 1;
  port = 9000;
  /** What quorum-state holds. */
  state: QuorumState | undefined;
  /** Undefined while the process is down. */
  raft: Raft | undefined;
  wakeAtMs = Infinity;
  /** Rises with each process, so that what was under way for an older one is dropped. */
  incarnation = 0;
  fetched: readonly Entry[] = [];

  constructor(id: number, formatted: readonly Voter[] | undefined) {
    this.id = id;
    this.log = new MemoryLog(formatted);
  }

  get key() {
    return { id: this.id, directoryId: `dir-${this.id}${this.disk === 1 ? '' : `.${this.disk}`}` };
  }

  get endpoints(): readonly RaftEndpoint[] {
    return [{ name: 'CONTROLLER', host: `host-${this.id}`, port: this.port }];
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
  /** How long a candidate's vote takes to be on disk, before it may ask for others'. */
  readonly persistMs?: number;
  /** Whether a message is lost. */
  drops?(): boolean;
  /** controller.quorum.auto.join.enable */
  readonly autoJoin?: boolean;
  /** Voters that no record names (kraft.version 0). */
  readonly isStatic?: boolean;
}

export class TestCluster {
  readonly replicas = new Map<number, Replica>();
  readonly voters: readonly Voter[];
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
    this.voters = voterIds.map((id) => {
      const { key, endpoints } = new Replica(id, undefined);
      return { ...key, endpoints };
    });
    const formatted = options.isStatic === true ? undefined : this.voters;
    for (const id of voterIds) this.replicas.set(id, new Replica(id, formatted));
    for (const id of observerIds) this.replicas.set(id, new Replica(id, undefined));
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

  /** Every voter has the disk that it was named with, and the change that named it is committed. */
  get isWhole(): boolean {
    const { leader } = this;
    if (leader?.raft === undefined) return false;
    const isKnown = leader.raft.voters.every((voter) => sameReplica(voter, this.replica(voter.id).key));
    return isKnown && (leader.log.voterSet?.offset ?? 0) < leader.raft.highWatermark;
  }

  start(id: number): void {
    const replica = this.replica(id);
    assert(replica.raft === undefined, `replica ${id} runs`);
    replica.incarnation++;
    replica.raft = new Raft(
      replica.log,
      replica.state,
      {
        self: replica.key,
        endpoints: replica.endpoints,
        staticVoters: this.#options.isStatic === true ? this.voters : [],
        bootstrapIds: this.voters.map((voter) => voter.id),
        autoJoin: this.#options.autoJoin ?? false,
        ...DEFAULT_RAFT_TIMES,
      },
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

  /** The disk of a replica that is down is lost; it comes back with an empty one, which has another directory id. */
  wipe(id: number): void {
    const replica = this.replica(id);
    assert(replica.raft === undefined, `replica ${id} runs`);
    replica.disk++;
    replica.log = new MemoryLog(undefined);
    replica.state = undefined;
    this.#highWatermarks.delete(id);
  }

  /** It listens on another port from its next start on. */
  move(id: number): void {
    this.replica(id).port++;
  }

  /** As kafka-metadata-quorum asks the leader; the trace tells the answer. */
  addVoter(leaderId: number, id: number, ackWhenCommitted = true): void {
    const { key, endpoints } = this.replica(id);
    this.#ask(leaderId, { kind: 'add-voter', voter: { ...key, endpoints }, ackWhenCommitted });
  }

  /** `disk`: which of its directories. */
  removeVoter(leaderId: number, id: number, disk = this.replica(id).disk): void {
    const directoryId = `dir-${id}${disk === 1 ? '' : `.${disk}`}`;
    this.#ask(leaderId, { kind: 'remove-voter', voter: { id, directoryId } });
  }

  #ask(leaderId: number, request: RaftRequest): void {
    const token = ++this.#token;
    this.#answers.set(token, (response) => {
      const { kind, errorCode, errorMessage } = response as { errorMessage?: string } & RaftResponse;
      this.#note(`${kind}: error ${errorCode}${errorMessage == null ? '' : `, ${errorMessage}`}`);
    });
    this.#step(this.replica(leaderId), { kind: 'request', token, request });
  }

  #note(text: string): void {
    this.trace.push(`${Math.round(this.nowMs)} ms: ${text}`);
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
    if (this.steps % MATCH_EVERY === 0) this.#checkLogs();
    this.#execute(replica, replica.raft.step(input, this.nowMs));
    this.#check(replica);
  }

  #execute(replica: Replica, effects: RaftEffects): void {
    const { log, raft } = replica;
    replica.wakeAtMs = effects.wakeAtMs;
    if (effects.persist !== undefined) replica.state = effects.persist;
    if (effects.role !== undefined) {
      const { name, leaderId, epoch } = effects.role;
      this.#note(`${replica.id} is ${name}, epoch ${epoch}, leader ${leaderId}`);
      if (name === 'leader') this.#checkElection(replica, epoch);
    }
    if (effects.truncateTo !== undefined) {
      this.#note(`${replica.id} truncates ${log.endOffset} to ${effects.truncateTo}`);
      assert(effects.truncateTo >= raft!.highWatermark, `${replica.id} truncates below its high watermark`);
      log.entries.length = effects.truncateTo;
      log.flushedOffset = Math.min(log.flushedOffset, effects.truncateTo);
    }
    const { persistMs = 0 } = this.#options;
    const send = () => effects.send.forEach(({ request, to }) => this.#send(replica, to, request));
    if (effects.persist !== undefined && persistMs > 0) this.#later(replica, persistMs, send);
    else send();
    for (const { token, response } of effects.respond) {
      if (response.kind === 'vote' && response.voteGranted) this.#checkVote(replica, response.leaderEpoch);
      this.#answers.get(token)?.(response);
      this.#answers.delete(token);
    }
    if (effects.installSnapshot !== undefined) this.#install(replica, effects.installSnapshot);
    if (effects.append?.kind === 'fetched') {
      log.entries.push(...replica.fetched);
      log.flushedOffset = log.endOffset;
      this.#step(replica, { kind: 'appended' });
    } else if (effects.append !== undefined) {
      log.entries.push(...this.#controlEntries(raft!.epoch, effects.append));
      this.#step(replica, { kind: 'appended' });
      this.#flushLater(replica);
    }
  }

  #controlEntries(epoch: number, append: ControlAppend): Entry[] {
    const votersEntry = (voters: readonly Voter[]): Entry => {
      const named = voters.map(({ directoryId }) => directoryId.slice('dir-'.length)).join(' ');
      this.#note(`voters ${named}`);
      return { epoch, value: `voters ${named}`, voters };
    };
    if (append.kind === 'voters') return [votersEntry(append.voters)];
    const change: Entry = { epoch, value: `leader ${append.leaderId}` };
    return append.votersRecord === null ? [change] : [change, votersEntry(append.votersRecord)];
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
      this.#note(`${replica.id} installs snapshot ${id.endOffset}-${id.epoch}`);
      this.#step(replica, { kind: 'snapshot-installed', id });
    });
  }

  #send(sender: Replica, to: number, request: OwnRequest): void {
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
      const answer = (response: PeerResponse, records: readonly Entry[]) =>
        this.#later(sender, this.#options.latencyMs(), () => {
          if (settled || this.#cuts.has(`${to}>${sender.id}`) || lost()) return;
          settled = true;
          if (records.length > 0) sender.fetched = records;
          const hasRecords = records.length > 0;
          this.#step(sender, { kind: 'response', from: to, request, response, hasRecords });
        });
      if (request.kind === 'kraft-versions')
        return answer(
          { kind: 'kraft-versions', errorCode: 0, leaderId: -1, leaderEpoch: -1, supported: KRAFT_VERSIONS },
          [],
        );
      const token = ++this.#token;
      this.#answers.set(token, (response) =>
        answer(response, response.kind === 'fetch' ? this.#read(target, response.readFrom) : []),
      );
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

  /** Two logs that have a record of one epoch at one offset have the same history up to there. */
  #checkLogs(): void {
    const logs = [...this.replicas.values()].map(({ log }) => log.entries);
    for (const [index, a] of logs.entries()) {
      for (const b of logs.slice(index + 1)) {
        const shared = a.findLastIndex((entry, offset) => b[offset]?.epoch === entry.epoch);
        for (let offset = 0; offset <= shared; offset++)
          assert(sameEntry(a[offset], b[offset]), `two logs differ at ${offset}, and agree at ${shared}`);
      }
    }
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

  /** Of the present process of each replica. */
  readonly #highWatermarks = new Map<number, { readonly incarnation: number; readonly offset: number }>();

  #check(replica: Replica): void {
    const { raft, log, id, incarnation } = replica;
    if (raft === undefined) return;
    const known = this.#highWatermarks.get(id);
    const before = known?.incarnation === incarnation ? known.offset : -1;
    const now = raft.highWatermark;
    assert(now >= before, `high watermark of ${id} fell from ${before} to ${now}`);
    this.#highWatermarks.set(id, { incarnation, offset: now });
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

/** What an older follower sends lacks the high watermark; half of them are older. */
function viaWire(request: RaftRequest): RaftRequest {
  const isOlder = request.kind === 'fetch' && request.replicaId % 2 === 1;
  return isOlder ? ({ ...request, highWatermark: Infinity } as FetchRequest) : request;
}
