import { assert } from '../base/index.ts';
import type { Env, Timer } from '../env/index.ts';
import { type Image, imageRecords, type MetadataRecordInput } from '../metadata/index.ts';
import {
  type ControlAppend,
  type OwnRequest,
  type QuorumState,
  Raft,
  type RaftEffects,
  type RaftInput,
  type RaftOptions,
  type RaftRequest,
  type RaftResponse,
  type ReplicaKey,
  type RoleName,
  type SnapshotId,
} from '../raft/index.ts';
import { errorName } from '../protocol/index.ts';
import { batchFault, batchSizeBytes } from '../wire/index.ts';
import { fetchSnapshot } from './quorum-snapshot.ts';
import type { MetadataLog, StoredMetadata } from './metadata-log.ts';
import {
  dataBatch,
  encodeRecords,
  leaderChangeBatch,
  type MetadataBatch,
  votersBatch,
} from './metadata-batches.ts';
import type { QuorumPeers } from './quorum-peers.ts';
import { readQuorumState, writeQuorumState } from './quorum-state.ts';
import { type Answer, incomingAnswer, MAX_FETCH_BYTES, outgoing, type Sender } from './quorum-wire.ts';
import { outgoingVoterChange, voterChangeAnswer } from './voter-change-wire.ts';

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
  readonly raft: RaftOptions;
  readonly log: MetadataLog;
  readonly stored: StoredMetadata;
  readonly peers: QuorumPeers;
  readonly sender: Sender;
}

interface NodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** A leader that stops waits this long for the others to hear of it. */
const HAND_OVER_MS = 250;

/**
 * Runs the raft core on the metadata log: executes its effects in order (state and log before anything that tells of
 * them), reports flushes, and keeps its one timer.
 */
export class RaftDriver {
  readonly #env: Env;
  readonly #options: RaftDriverOptions;
  readonly #events: RaftEvents;
  readonly #log: MetadataLog;
  readonly #raft: Raft;
  /** Decoded batches beyond the high watermark: what was found at the start, and what we appended since. */
  #uncommitted: MetadataBatch[];
  #flushing = false;
  /** Rises when the log is cut: a flush that began before says nothing about what stands there now. */
  #cuts = 0;
  /** What the last fetch brought, until the core says what to do with it. */
  #fetched: Buffer = NO_RECORDS;
  /** What waits while a vote or fetched records are brought to disk: the core must not speak of them before. */
  #deferred: (() => void)[] | undefined;
  readonly #answers = new Map<number, (answer: { response: RaftResponse; records: Buffer }) => void>();
  readonly #inFlight = new Set<Promise<void>>();
  #token = 0;
  /** The newest epoch whose vote was reported as a fact. */
  #votedEpoch = -1;
  #announcing = false;
  #timer: Timer | undefined;
  #timerAtMs = Infinity;
  #stopped = false;
  #stored = Promise.resolve();

  constructor(env: Env, options: RaftDriverOptions, events: RaftEvents) {
    const { log, stored, raft } = options;
    this.#env = env;
    this.#options = options;
    this.#events = events;
    this.#log = log;
    this.#uncommitted = [...stored.batches];
    const state = readQuorumState(env.disk, log.folder);
    // It is written before the first record of an epoch is: without it there may be votes that nobody remembers.
    if (state === undefined && log.endOffset > 0 && log.latestEpoch > 0)
      throw new Error(`${log.folder}/quorum-state is missing, and a vote must not be forgotten`);
    // A vote of an earlier life is not cast again by being written again.
    // Where a leader is known nobody votes in its epoch any more; a leader's own vote is not written beside that.
    if (state !== undefined && (state.voted !== null || state.leaderId >= 0))
      this.#votedEpoch = state.leaderEpoch;
    this.#raft = new Raft(log, state, raft, () => env.random.next());
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

  /** What rests on quorum-state waits until that is on disk; the end of a leadership waits for nothing. */
  #execute(effects: RaftEffects): void {
    const { persist, role } = effects;
    if (role !== undefined) this.#events.roleChanged(role.name, role.leaderId, role.epoch);
    const written = persist && this.#persist(persist);
    if (written === undefined) return this.#carryOut(effects);
    this.#deferred = [];
    written.then(
      () => this.#attempt(() => this.#resume(() => this.#carryOut(effects))),
      (error: unknown) => this.#fail(error),
    );
  }

  #carryOut(effects: RaftEffects): void {
    if (this.#stopped) return;
    if (effects.persist !== undefined) this.#reportVote(effects.persist);
    if (effects.truncateTo !== undefined) this.#truncate(effects.truncateTo);
    if (effects.append?.kind === 'fetched') this.#appendFetched();
    else if (effects.append !== undefined) this.#appendControl(effects.append);
    for (const { to, request } of effects.send) this.#send(to, request);
    for (const { token, response } of effects.respond) this.#respond(token, response);
    if (effects.installSnapshot !== undefined) this.#install(effects.installSnapshot);
    if (effects.commitTo !== undefined) this.#commit(effects.commitTo);
    if (effects.role !== undefined) {
      const { name, leaderId, epoch } = effects.role;
      this.#env.facts.report({ kind: 'quorum-changed', leaderId, epoch, role: name });
    }
    this.#wakeAt(effects.wakeAtMs);
    // The next fetch asks from where the log ends now.
    if (effects.truncateTo !== undefined) this.#step({ kind: 'wake' });
  }

  #appendControl(append: ControlAppend): void {
    const options = { timestamp: this.#env.clock.wallMs(), leaderEpoch: this.#raft.epoch };
    const ids = (replicas: readonly ReplicaKey[]) => replicas.map(({ id }) => id);
    if (append.kind === 'voters') {
      this.#env.log.info(`the voters of the quorum are to be ${ids(append.voters).join(', ')}`);
      this.#appendBatch(votersBatch(append.voters, options));
      return;
    }
    this.#appendBatch(leaderChangeBatch(append, options));
    const { epoch, leaderId, grantingVoters, voters } = append;
    this.#env.facts.report({
      kind: 'quorum-elected',
      epoch,
      leaderId,
      grantedBy: ids(grantingVoters),
      voters: ids(voters),
    });
  }

  // --- the other voters ---------------------------------------------------------------------------------------

  /** Serves a request of a peer; resolves when the core has an answer. */
  serve(request: RaftRequest): Promise<Answer & { readonly response: RaftResponse }> {
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

  #send(to: number, request: OwnRequest): void {
    const exchange = this.#exchange(to, request).then(
      (answer) => this.#attempt(() => this.#answered(to, request, answer)),
      () => this.#attempt(() => this.#step({ kind: 'no-response', from: to, request })),
    );
    this.#inFlight.add(exchange);
    void exchange.then(() => this.#inFlight.delete(exchange));
  }

  async #exchange(to: number, request: OwnRequest): Promise<Answer> {
    const { peers, sender, raft } = this.#options;
    const timeoutMs = raft.requestTimeoutMs;
    switch (request.kind) {
      case 'kraft-versions': {
        const supported = await peers.kraftVersions(request.endpoints, timeoutMs);
        const nobody = { errorCode: 0, leaderId: -1, leaderEpoch: -1 };
        return { response: { kind: request.kind, supported, ...nobody }, records: NO_RECORDS };
      }
      case 'add-voter':
      case 'remove-voter':
      case 'update-voter': {
        const { api, body } = outgoingVoterChange(request, { clusterId: sender.clusterId, timeoutMs });
        const answer = await peers.request(to, 'quorum', api, body as never, { timeoutMs });
        const response = voterChangeAnswer(request.kind, answer);
        const { errorCode, errorMessage } = response;
        const outcome = `${errorName(errorCode)} ${errorMessage ?? ''}`.trimEnd();
        this.#env.log.info(`${request.kind} ${request.voter.id} of controller ${to}: ${outcome}`);
        return { response, records: NO_RECORDS };
      }
      default: {
        const { api, body, minVersion } = outgoing(request, sender);
        const lane = request.kind === 'fetch' ? 'fetch' : 'quorum';
        const answered = await peers.request(to, lane, api, body as never, { timeoutMs, minVersion });
        for (const { nodeId, host, port } of (answered as { nodeEndpoints?: NodeEndpoint[] }).nodeEndpoints ??
          [])
          peers.learn(nodeId, { host, port });
        const answer = incomingAnswer(request, answered);
        if (answer === undefined) throw new Error(`controller ${to} refused ${request.kind}`);
        const records = wholeBatches(answer.records);
        if (records === undefined) throw new Error(`controller ${to} sent damaged records`);
        return { response: answer.response, records };
      }
    }
  }

  #answered(from: number, request: OwnRequest, { response, records }: Answer): void {
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
    this.#log.flushLater().then(
      () => this.#attempt(() => this.#resume(() => this.#step({ kind: 'appended' }))),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Goes on with what came meanwhile. */
  #resume(first: () => void): void {
    const waiting = this.#deferred ?? [];
    this.#deferred = undefined;
    first();
    for (const action of waiting) action();
  }

  #truncate(toOffset: number): void {
    this.#cuts++;
    this.#log.truncateTo(toOffset);
    this.#uncommitted = this.#uncommitted.filter(({ endOffset }) => endOffset <= toOffset);
  }

  #install({ from, id }: { readonly from: number; readonly id: SnapshotId }): void {
    const { peers, sender, raft } = this.#options;
    const request = {
      from,
      id,
      self: raft.self,
      clusterId: sender.clusterId,
      leaderEpoch: this.#raft.epoch,
      onProgress: () => this.#attempt(() => this.#step({ kind: 'snapshot-progress' })),
    };
    fetchSnapshot(peers, request, raft.requestTimeoutMs).then(
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
  }

  /** A replica was served a piece of a snapshot. */
  snapshotServed(replica: ReplicaKey): void {
    this.#attempt(() => this.#step({ kind: 'snapshot-served', replica }));
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
   * Undefined: nobody need wait. In a quorum of one nothing is sent that rests on the file, and an epoch it has lost is
   * found again in the log.
   */
  #persist(state: QuorumState): Promise<void> | undefined {
    const version = this.#log.voterSet === undefined ? 0 : 1;
    // One after the other: each is written aside under the same name.
    const written = this.#stored.then(() =>
      writeQuorumState(this.#env.disk, this.#log.folder, state, version),
    );
    this.#stored = written.catch(() => {});
    if (!this.#raft.isOnlyVoter) return written;
    written.catch((error: unknown) => this.#fail(error));
    return undefined;
  }

  /** Resolves when no write of quorum-state is under way: the folder is nobody else's before. */
  get stored(): Promise<void> {
    return this.#stored;
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
        voters: this.#log.votersBefore(image.endOffset),
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
