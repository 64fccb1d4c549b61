import { assert } from '../base/index.ts';
import type { Env, Timer } from '../env/index.ts';
import { type Image, imageRecords, type MetadataRecordInput } from '../metadata/index.ts';
import {
  DEFAULT_RAFT_TIMES,
  type QuorumState,
  Raft,
  type RaftEffects,
  type RaftInput,
  type RaftRequest,
  type RaftResponse,
  type ReplicaKey,
  type RoleName,
  type SnapshotId,
  type Voter,
} from '../raft/index.ts';
import { batchFault, batchSizeBytes } from '../wire/index.ts';
import { fetchSnapshot } from './quorum-snapshot.ts';
import type { MetadataLog, StoredMetadata } from './metadata-log.ts';
import { dataBatch, encodeRecords, leaderChangeBatch, type MetadataBatch } from './metadata-batches.ts';
import type { QuorumPeers } from './quorum-peers.ts';
import { readQuorumState, writeQuorumState, writeQuorumStateLater } from './quorum-state.ts';
import { type Answer, incomingAnswer, MAX_FETCH_BYTES, outgoing, type Sender } from './quorum-wire.ts';

/** What the driver tells the node. All calls are synchronous, in order, and never from within `append`. */
export interface RaftEvents {
  /** These batches are committed. `highWatermark` is the offset after the last of them. */
  committed(batches: readonly MetadataBatch[], highWatermark: number): void;
  roleChanged(role: RoleName, leaderId: number, epoch: number): void;
  /** A snapshot of the leader has taken the place of everything before it. */
  snapshotInstalled(stored: StoredMetadata): void;
  /** The disk failed or our own code is wrong: the node must stop, nothing more will be done here. */
  failed(error: unknown): void;
}

export interface RaftDriverOptions {
  readonly self: ReplicaKey;
  readonly log: MetadataLog;
  readonly stored: StoredMetadata;
  readonly voters: readonly Voter[];
  readonly peers: QuorumPeers;
  readonly sender: Sender;
}

/** controller.quorum.request.timeout.ms */
const REQUEST_TIMEOUT_MS = 2000;
/** A leader that stops waits this long for the others to hear of it. */
const HAND_OVER_MS = 250;

/**
 * Runs the raft core on the metadata log: executes its effects in order (state and log before anything that tells of
 * them), reports flushes, and keeps its one timer.
 */
export class RaftDriver {
  readonly #env: Env;
  readonly #options: RaftDriverOptions;
  /** The voters that each VotersRecord since the start has named: a cut takes records back. */
  #voters: { readonly offset: number; readonly voters: readonly Voter[] }[];
  readonly #events: RaftEvents;
  readonly #log: MetadataLog;
  readonly #raft: Raft;
  readonly #kraftVersion: number;
  /** Decoded batches beyond the high watermark: what was found at the start, and what we appended since. */
  #uncommitted: MetadataBatch[];
  #flushing = false;
  /** Rises when the log is cut: a flush that began before says nothing about what stands there now. */
  #cuts = 0;
  /** What the last fetch brought, until the core says what to do with it. */
  #fetched: Buffer = NO_RECORDS;
  /** What waits while fetched records are brought to disk: the core must not speak of them before. */
  #deferred: (() => void)[] | undefined;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #inFlight = new Set<Promise<void>>();
  #token = 0;
  /** The newest epoch whose vote was reported as a fact. */
  #votedEpoch = -1;
  #announcing = false;
  #timer: Timer | undefined;
  #timerAtMs = Infinity;
  #stopped = false;

  constructor(env: Env, options: RaftDriverOptions, events: RaftEvents) {
    const { self, log, stored, voters } = options;
    this.#env = env;
    this.#options = options;
    this.#voters = [{ offset: -1, voters }];
    this.#events = events;
    this.#log = log;
    this.#kraftVersion = stored.kraftVersion;
    this.#uncommitted = [...stored.batches];
    this.#raft = new Raft(
      log,
      voters,
      readQuorumState(env.disk, log.folder),
      { self, ...DEFAULT_RAFT_TIMES },
      () => env.random.next(),
    );
  }

  get raft(): Raft {
    return this.#raft;
  }

  get log(): MetadataLog {
    return this.#log;
  }

  start(): void {
    this.#step({ kind: 'start' });
  }

  /**
   * Appends one batch as leader. @returns where it is; it counts only once it is committed.
   * Throws a DiskError, and then nothing was appended.
   */
  append(records: readonly MetadataRecordInput[], metadataVersion: number): MetadataBatch {
    assert(this.#raft.role === 'leader', `append by a ${this.#raft.role}`);
    const timestamp = this.#env.clock.wallMs();
    return this.#appendBatch(dataBatch(encodeRecords(records, metadataVersion), { timestamp }));
  }

  #appendBatch(bytes: Buffer): MetadataBatch {
    const batch = this.#log.append(bytes, this.#raft.epoch);
    this.#uncommitted.push(batch);
    this.#flushSoon();
    this.#announceSoon();
    return batch;
  }

  /** Followers that wait get what was appended; they need not wait for our own disk. */
  #announceSoon(): void {
    if (this.#announcing || this.#raft.voters.length === 1) return;
    this.#announcing = true;
    queueMicrotask(() => {
      this.#announcing = false;
      this.#attempt(() => this.#step({ kind: 'appended' }));
    });
  }

  /** Group commit: what is appended while a flush is under way shares the next one. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      if (this.#stopped) return;
      const { endOffset } = this.#log;
      const cuts = this.#cuts;
      this.#log.flushLater().then(
        () => this.#attempt(() => this.#flushed(cuts === this.#cuts ? endOffset : 0)),
        (error: unknown) => this.#fail(error),
      );
    });
  }

  #flushed(endOffset: number): void {
    this.#flushing = false;
    this.#step({ kind: 'flushed', endOffset });
    if (this.#log.endOffset > endOffset) this.#flushSoon();
  }

  /** The state is written for other reasons, too: an epoch's vote is told once. */
  #reportVote({ leaderEpoch: epoch, voted }: QuorumState): void {
    if (voted === null || epoch === this.#votedEpoch) return;
    this.#votedEpoch = epoch;
    this.#env.facts.report({ kind: 'quorum-voted', epoch, candidateId: voted.id });
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#events.failed(error);
  }

  #step(input: RaftInput): void {
    if (this.#stopped) return;
    if (this.#deferred !== undefined) return void this.#deferred.push(() => this.#step(input));
    this.#execute(this.#raft.step(input, this.#env.clock.monotonicMs()));
  }

  #execute(effects: RaftEffects): void {
    if (effects.persist !== undefined) {
      this.#persist(effects.persist);
      this.#reportVote(effects.persist);
    }
    if (effects.truncateTo !== undefined) this.#truncate(effects.truncateTo);
    if (effects.append?.kind === 'leader-change') {
      const timestamp = this.#env.clock.wallMs();
      this.#appendBatch(leaderChangeBatch(effects.append, { timestamp, leaderEpoch: effects.append.epoch }));
      const { epoch, leaderId, grantingVoters, voters } = effects.append;
      const ids = (replicas: readonly ReplicaKey[]) => replicas.map(({ id }) => id);
      this.#env.facts.report({
        kind: 'quorum-elected',
        epoch,
        leaderId,
        grantedBy: ids(grantingVoters),
        voters: ids(voters),
      });
    } else if (effects.append?.kind === 'fetched') this.#appendFetched();
    for (const { to, request } of effects.send) this.#send(to, request);
    for (const { token, response } of effects.respond) this.#respond(token, response);
    if (effects.installSnapshot !== undefined) this.#install(effects.installSnapshot);
    if (effects.commitTo !== undefined) this.#commit(effects.commitTo);
    if (effects.role !== undefined) {
      const { name, leaderId, epoch } = effects.role;
      this.#env.facts.report({ kind: 'quorum-changed', leaderId, epoch, role: name });
      this.#events.roleChanged(name, leaderId, epoch);
    }
    this.#wakeAt(effects.wakeAtMs);
    // The next fetch asks from where the log ends now.
    if (effects.truncateTo !== undefined) this.#step({ kind: 'wake' });
  }

  // --- the other voters ---------------------------------------------------------------------------------------

  /** Serves a request of a peer; resolves when the core has an answer. */
  serve(request: RaftRequest): Promise<Answer> {
    return new Promise((resolve) => {
      const token = ++this.#token;
      this.#answers.set(token, resolve);
      this.#attempt(() => this.#step({ kind: 'request', token, request }));
    });
  }

  #respond(token: number, response: RaftResponse): void {
    const readFrom = response.kind === 'fetch' ? response.readFrom : null;
    const records = readFrom === null ? NO_RECORDS : this.#log.readBytes(readFrom, MAX_FETCH_BYTES);
    this.#answers.get(token)?.({ response, records });
    this.#answers.delete(token);
  }

  #send(to: number, request: RaftRequest): void {
    const exchange = this.#exchange(to, request).then(
      (answer) => this.#attempt(() => this.#answered(to, request, answer)),
      () => this.#attempt(() => this.#step({ kind: 'no-response', from: to, request })),
    );
    this.#inFlight.add(exchange);
    void exchange.then(() => this.#inFlight.delete(exchange));
  }

  async #exchange(to: number, request: RaftRequest): Promise<Answer> {
    const voter = this.#raft.voters.find(({ id }) => id === to);
    assert(voter !== undefined, `${request.kind} to ${to}, which is no voter`);
    const { peers, sender } = this.#options;
    const { api, body, minVersion } = outgoing(request, voter, sender);
    const lane = request.kind === 'fetch' ? 'fetch' : 'quorum';
    const answer = incomingAnswer(
      request,
      await peers.request(to, lane, api, body as never, { timeoutMs: REQUEST_TIMEOUT_MS, minVersion }),
    );
    if (answer === undefined) throw new Error(`controller ${to} refused ${request.kind}`);
    const records = wholeBatches(answer.records);
    if (records === undefined) throw new Error(`controller ${to} sent damaged records`);
    return { response: answer.response, records };
  }

  #answered(from: number, request: RaftRequest, { response, records }: Answer): void {
    if (this.#deferred !== undefined) {
      return void this.#deferred.push(() => this.#answered(from, request, { response, records }));
    }
    this.#fetched = records;
    this.#step({ kind: 'response', from, request, response, hasRecords: records.length > 0 });
  }

  #appendFetched(): void {
    const batches = this.#log.appendFetched(this.#fetched);
    this.#fetched = NO_RECORDS;
    this.#uncommitted.push(...batches);
    this.#deferred = [];
    for (const { baseOffset, voters } of batches) {
      if (voters === undefined) continue;
      this.#voters.push({ offset: baseOffset, voters });
      this.#step({ kind: 'voters', voters });
    }
    this.#log.flushLater().then(
      () => this.#attempt(() => this.#resume({ kind: 'appended' })),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Goes on with what came meanwhile. */
  #resume(input: RaftInput): void {
    const waiting = this.#deferred ?? [];
    this.#deferred = undefined;
    this.#step(input);
    for (const action of waiting) action();
  }

  #truncate(toOffset: number): void {
    this.#cuts++;
    this.#log.truncateTo(toOffset);
    this.#uncommitted = this.#uncommitted.filter(({ endOffset }) => endOffset <= toOffset);
    const before = this.#voters.length;
    this.#voters = this.#voters.filter(({ offset }) => offset < toOffset);
    if (this.#voters.length < before) {
      const { voters } = this.#voters.at(-1)!;
      queueMicrotask(() => this.#attempt(() => this.#step({ kind: 'voters', voters })));
    }
  }

  #install({ from, id }: { readonly from: number; readonly id: SnapshotId }): void {
    const { peers, self, sender } = this.#options;
    const request = { from, id, self, clusterId: sender.clusterId, leaderEpoch: this.#raft.epoch };
    fetchSnapshot(peers, request, REQUEST_TIMEOUT_MS).then(
      (bytes) => this.#attempt(() => this.#installed(id, bytes)),
      (error: unknown) => {
        this.#env.log.warn(`snapshot ${id.endOffset}-${id.epoch} of controller ${from}: ${String(error)}`);
        this.#attempt(() => this.#step({ kind: 'snapshot-failed' }));
      },
    );
  }

  #installed(id: SnapshotId, bytes: Buffer): void {
    if (this.#stopped) return;
    // Another leader may have sent newer records meanwhile: then it is of no use any more.
    if (id.endOffset <= this.#raft.highWatermark) return this.#step({ kind: 'snapshot-failed' });
    this.#cuts++;
    this.#log.installSnapshot(id, bytes);
    this.#uncommitted = [];
    const stored = this.#log.load();
    this.#events.snapshotInstalled(stored);
    this.#step({ kind: 'snapshot-installed', id });
    if (stored.voters !== undefined) {
      this.#voters = [{ offset: -1, voters: stored.voters }];
      this.#step({ kind: 'voters', voters: stored.voters });
    }
  }

  /** The process of another voter has ended for certain. */
  peerGone(id: number): void {
    this.#options.peers.drop(id);
    this.#attempt(() => this.#step({ kind: 'peer-gone', id }));
  }

  /** A leader that stops tells the others, who need not wait for its silence then. */
  async handOver(): Promise<void> {
    if (this.#raft.role !== 'leader' || this.#raft.voters.length === 1) return;
    this.#attempt(() => this.#step({ kind: 'resign' }));
    const { clock } = this.#env;
    let timer: Timer | undefined;
    const patience = new Promise<void>((resolve) => (timer = clock.schedule(HAND_OVER_MS, resolve)));
    await Promise.race([patience, Promise.all(this.#inFlight)]);
    timer?.cancel();
  }

  /**
   * In a quorum of one nothing is sent that rests on the file, and an epoch it has lost is found again in the log: its
   * flush need not be waited for.
   */
  #persist(state: QuorumState): void {
    const version = this.#kraftVersion > 0 ? 1 : 0;
    const { disk } = this.#env;
    if (this.#raft.voters.length > 1) return writeQuorumState(disk, this.#log.folder, state, version);
    writeQuorumStateLater(disk, this.#log.folder, state, version).catch((error: unknown) =>
      this.#fail(error),
    );
  }

  #commit(highWatermark: number): void {
    this.#log.advanceHighWatermark(highWatermark);
    const count = this.#uncommitted.findIndex((batch) => batch.endOffset > highWatermark);
    const batches = this.#uncommitted.splice(0, count < 0 ? this.#uncommitted.length : count);
    this.#events.committed(batches, highWatermark);
  }

  #wakeAt(atMs: number): void {
    if (atMs === this.#timerAtMs && this.#timer !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = atMs;
    if (atMs === Infinity || this.#stopped) return;
    this.#timer = this.#env.clock.schedule(Math.max(0, atMs - this.#env.clock.monotonicMs()), () => {
      this.#timer = undefined;
      this.#attempt(() => this.#step({ kind: 'wake' }));
    });
  }

  /** Freezes the image, which must be that of a commit, as a snapshot. */
  writeSnapshot(image: Image, metadataVersion: number, lastContainedLogTimestampMs: number): void {
    this.#log.writeSnapshot(
      { endOffset: image.endOffset, epoch: image.epoch },
      {
        records: imageRecords(image),
        metadataVersion,
        voters: this.#raft.voters,
        kraftVersion: this.#kraftVersion,
        lastContainedLogTimestampMs,
      },
    );
  }

  /** Flushes and closes the log. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#log.close();
  }
}

const NO_RECORDS = Buffer.alloc(0);

/** What is whole of batches that came over the network; undefined when there are bytes and not one sound batch. */
function wholeBatches(bytes: Buffer): Buffer | undefined {
  let at = 0;
  while (at < bytes.length && batchFault(bytes, at, bytes.length) === undefined)
    at += batchSizeBytes(bytes, at);
  return at === 0 && bytes.length > 0 ? undefined : bytes.subarray(0, at);
}
