import { SmallSet } from '../base/index.ts';
import type { Connection, Env } from '../env/index.ts';
import { type BufferPool, type Frame, FrameReader, MalformedError } from '../wire/index.ts';
import type { ServerLimits } from './limits.ts';
import type { Refusals } from './refusals.ts';

/** What becomes of one frame. */
export type FrameOutcome =
  | {
      readonly kind: 'reply';
      readonly chunks: readonly Buffer[];
      readonly onSent?: () => void;
      /** The next request is not taken up for so long (throttling). */
      readonly muteMs?: number;
    }
  /** The request has no response. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'close'; readonly reason: string };

/**
 * What the frame asks for has happened, and only its answer waits for something: the next frame may be handled before
 * that, if it is one that may overtake. Answers still leave in the order of their requests.
 */
export interface PipelinedOutcome {
  readonly kind: 'pipelined';
  readonly outcome: Promise<FrameOutcome>;
}

/** Takes whole frames, in order; the next one comes when this one's outcome is known, or when that is pipelined. */
export interface FrameHandler {
  handle(
    connection: ServerConnection,
    frame: Buffer,
  ): FrameOutcome | PipelinedOutcome | Promise<FrameOutcome | PipelinedOutcome>;
  /** Whether this frame may be handled while answers before it are waited for. */
  mayOvertake(frame: Buffer): boolean;
}

/** A frame whose answer is not known yet, or waits behind one that is not. */
interface Pending {
  readonly frame: Frame;
  outcome: FrameOutcome | undefined;
}

/** A frame that is none: there is no request to name. */
const NO_API_KEY = -1;
/** Responses are not held back beyond this. */
const FLUSH_BYTES = 64 * 1024;
/** Small responses are copied together: cheaper than a write for each. */
const JOIN_BYTES = 4 * 1024;
/**
 * Frames of one connection whose answers are waited for: as many as an idempotent producer may have in flight, which is
 * as many of its batches as a log remembers.
 */
const PENDING_MAX = 5;

/** The server around a connection, as the connection sees it. */
export interface ConnectionOwner {
  readonly env: Env;
  readonly limits: ServerLimits;
  readonly pool: BufferPool;
  readonly handler: FrameHandler;
  readonly refusals: Refusals;
  /** Bytes came in or were let go, over all connections. False: the budget of the server is spent. */
  held(deltaBytes: number): boolean;
  closed(connection: ServerConnection, reason: string): void;
}

/**
 * One client's connection. Requests are taken up and answered strictly in order, one at a time but for those whose
 * answer alone is waited for; what a client pipelines beyond that waits in its stream, and a client that does not
 * read its responses is not read from.
 */
export class ServerConnection {
  readonly id: number;
  readonly listener: string;
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly openedMs: number;
  /** From ApiVersions v3 on (KIP-511). */
  softwareName = 'unknown';
  softwareVersion = 'unknown';
  /** The newest one that a request named. */
  clientId = '';
  requests = 0;
  bytesIn = 0;
  bytesOut = 0;
  lastActiveMs: number;

  readonly #owner: ConnectionOwner;
  readonly #connection: Connection;
  readonly #reader: FrameReader;
  readonly #closeActions = new SmallSet<() => void>();
  /** Responses that leave together when the frames of a chunk are worked off: one system call instead of many. */
  #outgoing: Buffer[] = [];
  #outgoingBytes = 0;
  #sentActions: (() => void)[] = [];
  /** In the order of their requests. */
  #pending: Pending[] = [];
  /** It may not overtake those that wait, and is the next one when they are answered. */
  #held: Frame | undefined;
  #settleScheduled = false;
  #busy = false;
  #blocked = false;
  #paused = false;
  #closeReason: string | undefined;
  #closed = false;
  #overBudget = false;

  constructor(owner: ConnectionOwner, id: number, listener: string, connection: Connection) {
    this.#owner = owner;
    this.#connection = connection;
    this.id = id;
    this.listener = listener;
    this.remoteHost = connection.remote.host;
    this.remotePort = connection.remote.port;
    this.openedMs = this.lastActiveMs = owner.env.clock.monotonicMs();
    this.#reader = new FrameReader({
      maxBytes: owner.limits.maxRequestBytes,
      pool: owner.pool,
      onHeldBytes: (deltaBytes) => {
        if (!owner.held(deltaBytes)) this.#overBudget = true;
      },
    });
  }

  /** When the first byte of an unfinished frame came. */
  get partialSinceMs(): number | undefined {
    return this.#reader.partialSinceMs;
  }

  /** A request of this connection is being handled, or a response waits for its reader. */
  get busy(): boolean {
    return this.#busy || this.#blocked || this.#pending.length > 0;
  }

  /** Closing has begun but the peer has not gone yet. */
  get closing(): boolean {
    return this.#closeReason !== undefined;
  }

  onClose(action: () => void): () => void {
    if (this.#closed) {
      action();
      return () => {};
    }
    this.#closeActions.add(action);
    return () => void this.#closeActions.delete(action);
  }

  start(): void {
    this.#connection.start({
      onData: (chunk) => this.#data(chunk),
      onDrain: () => {
        this.#blocked = false;
        this.#pump();
      },
      onClose: (error) => this.#gone(error),
    });
  }

  /** Sends what is queued, then ends; at once when nothing is. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#flush();
    this.#closeReason ??= reason;
    this.#closeReader();
    if (this.#connection.queuedBytes > 0) this.#connection.end();
    else this.#connection.destroy();
  }

  #closeReader(): void {
    this.#held?.release();
    this.#held = undefined;
    this.#reader.close();
  }

  /** Ends at once, whatever is queued. */
  destroy(reason: string): void {
    this.#closeReason ??= reason;
    this.#connection.destroy();
  }

  #data(chunk: Buffer): void {
    if (this.closing) return;
    this.bytesIn += chunk.length;
    const nowMs = this.#owner.env.clock.monotonicMs();
    this.lastActiveMs = nowMs;
    this.#reader.push(chunk, nowMs);
    if (this.#overBudget) return this.close('the requests of all connections take more memory than allowed');
    this.#pump();
  }

  #pump(): void {
    while (!this.#busy && !this.#blocked && !this.closing && this.#pending.length < PENDING_MAX) {
      let frame;
      try {
        frame = this.#held ?? this.#reader.next();
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        this.#owner.refusals.report(this, NO_API_KEY, error.message);
        return this.close(error.message);
      }
      if (frame === undefined) break;
      const mustWait = this.#pending.length > 0 && !this.#owner.handler.mayOvertake(frame.bytes);
      this.#held = mustWait ? frame : undefined;
      if (mustWait) break;
      this.requests++;
      const outcome = this.#owner.handler.handle(this, frame.bytes);
      if (!(outcome instanceof Promise)) {
        this.#take(frame, outcome);
        continue;
      }
      this.#busy = true;
      const taken = frame;
      void outcome.then((later) => {
        this.#busy = false;
        this.lastActiveMs = this.#owner.env.clock.monotonicMs();
        this.#take(taken, later);
        this.#pump();
      });
    }
    this.#flush();
    this.#steerReading();
  }

  /** The frame has been handled: its answer is there, or will be. */
  #take(frame: Frame, outcome: FrameOutcome | PipelinedOutcome): void {
    if (outcome.kind === 'pipelined') {
      const pending: Pending = { frame, outcome: undefined };
      this.#pending.push(pending);
      void outcome.outcome.then((later) => {
        pending.outcome = later;
        this.#settleSoon();
      });
    } else if (this.#pending.length > 0) {
      this.#pending.push({ frame, outcome });
    } else {
      frame.release();
      this.#finish(outcome);
    }
  }

  /** One commit answers many requests: what becomes known in the same moment leaves with one write. */
  #settleSoon(): void {
    if (this.#settleScheduled) return;
    this.#settleScheduled = true;
    void Promise.resolve().then(() => {
      this.#settleScheduled = false;
      this.#settle();
    });
  }

  #settle(): void {
    let settled = 0;
    for (const { frame, outcome } of this.#pending) {
      if (outcome === undefined) break;
      settled++;
      frame.release();
      this.#finish(outcome);
    }
    if (settled === 0) return;
    this.#pending.splice(0, settled);
    this.lastActiveMs = this.#owner.env.clock.monotonicMs();
    this.#pump();
  }

  /** Reading stops while somebody else has to move first and enough is waiting. */
  #steerReading(): void {
    const pause = this.busy && this.#reader.heldBytes > this.#owner.limits.maxQueuedRequestBytes;
    if (pause === this.#paused || this.closing) return;
    this.#paused = pause;
    if (pause) this.#connection.pauseReading();
    else this.#connection.resumeReading();
  }

  #finish(outcome: FrameOutcome): void {
    switch (outcome.kind) {
      case 'reply': {
        if (this.closing) {
          outcome.onSent?.();
          return;
        }
        for (const chunk of outcome.chunks) {
          this.#outgoing.push(chunk);
          this.#outgoingBytes += chunk.length;
        }
        if (outcome.onSent !== undefined) this.#sentActions.push(outcome.onSent);
        if (this.#outgoingBytes >= FLUSH_BYTES) this.#flush();
        if (outcome.muteMs !== undefined) this.#mute(outcome.muteMs);
        return;
      }
      case 'silent':
        return;
      case 'close':
        this.close(outcome.reason);
    }
  }

  #flush(): void {
    if (this.#outgoing.length === 0) return;
    const small = this.#outgoing.length > 1 && this.#outgoingBytes <= JOIN_BYTES;
    const chunks = small ? [Buffer.concat(this.#outgoing, this.#outgoingBytes)] : this.#outgoing;
    const actions = this.#sentActions;
    this.#outgoing = [];
    this.#sentActions = [];
    this.bytesOut += this.#outgoingBytes;
    this.#outgoingBytes = 0;
    const onSent = actions.length === 0 ? undefined : () => actions.forEach((action) => action());
    const ready = this.#connection.write(chunks, onSent);
    if (!ready && this.#connection.queuedBytes > this.#owner.limits.maxOutboundBytes) this.#blocked = true;
  }

  #mute(muteMs: number): void {
    this.#busy = true;
    this.#owner.env.clock.schedule(muteMs, () => {
      this.#busy = false;
      this.#pump();
    });
  }

  #gone(error: Error | undefined): void {
    this.#closed = true;
    for (const action of this.#sentActions.splice(0)) action();
    const reason = this.#closeReason ?? (error === undefined ? 'closed by the client' : error.message);
    this.#closeReason = reason;
    this.#closeReader();
    this.#closeActions.forEach((action) => action());
    this.#closeActions.clear();
    this.#owner.closed(this, reason);
  }
}
