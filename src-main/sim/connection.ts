import type { Connection, ConnectionEvents, Endpoint, Timer } from '../env/index.ts';
import type { VirtualNetwork } from './network.ts';
import type { VirtualProcess } from './process.ts';

/** Node's high water mark of a socket: `write` says false from here on. */
const HIGH_WATER_BYTES = 65_536;

type Segment =
  { readonly kind: 'data'; bytes: Buffer } | { readonly kind: 'end' } | { readonly kind: 'reset' };

export function connectionError(code: string, what: string): Error {
  return Object.assign(new Error(`${what} ${code}`), { code });
}

/**
 * One end of a virtual TCP connection, with Node's manners: bytes that the kernel took are on their way even if the
 * process dies; bytes queued in the process die with it; the peer's end is answered with one's own.
 */
export class VirtualConnection implements Connection {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly process: VirtualProcess;
  peer!: VirtualConnection;
  readonly #network: VirtualNetwork;
  readonly #onGone: (connection: VirtualConnection) => void;
  #events: ConnectionEvents | undefined;
  // Outwards: what the process has queued, and what is between the kernels or unread by the peer.
  #queue: { chunks: readonly Uint8Array[]; sizeBytes: number; onSent?: () => void }[] = [];
  #queuedBytes = 0;
  #unreadBytes = 0;
  #mustDrain = false;
  #ending = false;
  #wire: { segment: Segment; arrivesMs: number }[] = [];
  #carrier: Timer | undefined;
  #lastArrivalMs = 0;
  // Inwards.
  #received: Buffer[] = [];
  #readPaused = false;
  #peerEnded = false;
  #sentEnd = false;
  #closed = false;
  #closeError: Error | undefined;

  constructor(
    network: VirtualNetwork,
    process: VirtualProcess,
    endpoints: { local: Endpoint; remote: Endpoint },
    onGone: (connection: VirtualConnection) => void,
  ) {
    this.#network = network;
    this.process = process;
    this.local = endpoints.local;
    this.remote = endpoints.remote;
    this.#onGone = onGone;
  }

  get closed(): boolean {
    return this.#closed;
  }

  // ── the process's side ─────────────────────────────────────────────────────────────────────────────────────

  start(events: ConnectionEvents): void {
    this.#events = events;
    if (this.#closed) this.#reportClose();
    else this.process.after(0, 'socket ready', () => this.#flush());
  }

  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean {
    if (this.#closed || this.#ending) {
      if (onSent !== undefined) this.#soon(onSent);
      return false;
    }
    let sizeBytes = 0;
    for (const chunk of chunks) sizeBytes += chunk.length;
    this.#queue.push({ chunks, sizeBytes, onSent });
    this.#queuedBytes += sizeBytes;
    const ready = this.#queuedBytes < HIGH_WATER_BYTES;
    if (!ready) this.#mustDrain = true;
    this.#push();
    return ready;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  pauseReading(): void {
    this.#readPaused = true;
  }

  resumeReading(): void {
    if (!this.#readPaused) return;
    this.#readPaused = false;
    this.process.after(0, 'reading goes on', () => this.#flush());
  }

  end(): void {
    this.#ending = true;
    this.#push();
  }

  destroy(): void {
    this.#close(undefined, this.#received.length > 0 ? 'reset' : 'end');
  }

  // ── outwards ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Gives the kernel what it has room for. Bytes are copied here and not before, as a kernel does. */
  #push(): void {
    const { windowBytes } = this.#network.options;
    while (this.#queue.length > 0 && this.#unreadBytes < windowBytes) {
      const { chunks, sizeBytes, onSent } = this.#queue.shift()!;
      this.#unreadBytes += sizeBytes;
      this.#queuedBytes -= sizeBytes;
      this.#send({ kind: 'data', bytes: Buffer.concat(chunks) });
      if (onSent !== undefined) this.#soon(onSent);
    }
    if (this.#queue.length > 0) return;
    if (this.#mustDrain) {
      this.#mustDrain = false;
      this.#soon(() => {
        if (!this.#closed) this.#events?.onDrain?.();
      });
    }
    if (this.#ending && !this.#sentEnd) {
      this.#sentEnd = true;
      this.#send({ kind: 'end' });
      if (this.#peerEnded) this.#close(undefined, undefined);
    }
  }

  #soon(action: () => void): void {
    queueMicrotask(() => {
      if (this.process.alive) action();
    });
  }

  #send(segment: Segment): void {
    const [first, second] = segment.kind === 'data' ? this.#network.cut(segment.bytes) : [];
    if (first !== undefined) {
      this.#launch({ kind: 'data', bytes: first });
      if (second !== undefined) this.#launch({ kind: 'data', bytes: second });
    } else this.#launch(segment);
  }

  #launch(segment: Segment): void {
    const delayMs = this.#network.delayMs(this.process.host, this.peer.process.host);
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, this.#network.nowMs + delayMs);
    this.#wire.push({ segment, arrivesMs: this.#lastArrivalMs });
    this.#travel();
  }

  /**
   * One event at a time carries the oldest segment; the next follows when it has arrived. It is the receiver's own
   * event: a paused process takes it later. Where the process is gone its kernel answers.
   */
  #travel(): void {
    if (this.#carrier !== undefined || this.#wire.length === 0) return;
    const { process } = this.peer;
    const owner = process.alive ? process : undefined;
    this.#carrier = this.#network.at(this.#wire[0].arrivesMs, 'segment', () => this.#arrive(), owner);
  }

  /** The receiver has closed: what is under way meets its kernel. */
  #meetKernel(): void {
    this.#carrier?.cancel();
    this.#carrier = undefined;
    this.#travel();
  }

  #arrive(): void {
    const network = this.#network;
    this.#carrier = undefined;
    if (this.#wire.length === 0) return;
    const held = network.heldBy(this.process.host, this.peer.process.host);
    if (held !== undefined) {
      this.#carrier = { cancel() {} };
      held.onceOpen(() => {
        this.#carrier = undefined;
        if (this.#wire.length === 0) return;
        this.#wire[0].arrivesMs = network.nowMs + network.retransmissionMs();
        this.#travel();
      });
      return;
    }
    const { segment } = this.#wire.shift()!;
    if (segment.kind === 'data' && network.breaks()) {
      network.note(`connection ${this.process.name} → ${this.peer.process.name} breaks`);
      this.reset();
      return;
    }
    network.trace(segment.kind === 'data' ? segment.bytes.length : segment.kind === 'end' ? -1 : -2);
    this.peer.#receive(segment);
    this.#travel();
  }

  // ── inwards ────────────────────────────────────────────────────────────────────────────────────────────────

  #receive(segment: Segment): void {
    if (this.#closed) {
      // Nobody is there any more: the kernel says so.
      if (segment.kind === 'data') this.#launchReset();
      return;
    }
    switch (segment.kind) {
      case 'data':
        this.#received.push(segment.bytes);
        break;
      case 'end':
        this.#peerEnded = true;
        break;
      case 'reset':
        this.#received = [];
        this.#close(connectionError('ECONNRESET', 'read'), undefined);
        return;
    }
    this.#flush();
  }

  #flush(): void {
    const events = this.#events;
    if (events === undefined) return;
    while (this.#received.length > 0 && !this.#readPaused && !this.#closed) {
      const chunk = this.#received.shift()!;
      this.#acknowledge(chunk.length);
      events.onData(chunk);
    }
    if (this.#peerEnded && this.#received.length === 0 && !this.#closed) {
      if (this.#sentEnd) this.#close(undefined, undefined);
      else this.end();
    }
  }

  /** The peer's kernel hears that there is room again, unless the way back is cut. */
  #acknowledge(sizeBytes: number): void {
    const release = () => {
      this.peer.#unreadBytes -= sizeBytes;
      const sender = this.peer;
      if (sender.#queue.length > 0 && !sender.#closed)
        sender.process.after(0, 'room to send', () => sender.#push());
    };
    const held = this.#network.heldBy(this.process.host, this.peer.process.host);
    if (held === undefined) release();
    else held.onceOpen(release);
  }

  // ── ends ───────────────────────────────────────────────────────────────────────────────────────────────────

  #close(error: Error | undefined, tell: 'end' | 'reset' | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeError = error;
    const dropped = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#received = [];
    if (tell === 'reset') this.#launchReset();
    else if (tell === 'end' && !this.#sentEnd) this.#launch({ kind: 'end' });
    this.#sentEnd = true;
    this.#onGone(this);
    this.#soon(() => {
      for (const { onSent } of dropped) onSent?.();
    });
    this.peer.#meetKernel();
    if (this.#events !== undefined) this.#reportClose();
  }

  #launchReset(): void {
    if (!this.peer.#closed) this.#launch({ kind: 'reset' });
  }

  #reportClose(): void {
    const events = this.#events;
    this.process.after(0, 'socket closed', () => events?.onClose(this.#closeError));
  }

  /** The process died: its kernel ends the connection after what it had taken. */
  processDied(): void {
    this.#close(undefined, this.#received.length > 0 ? 'reset' : 'end');
  }

  /** The machine lost its power: nobody is told. What was on its way is lost. */
  machineDied(): void {
    this.#wire = [];
    this.#close(undefined, undefined);
  }

  /** Something between the machines ends the connection for both. */
  reset(): void {
    for (const end of [this, this.peer]) {
      end.#wire = [];
      end.process.after(0, 'reset arrives', () =>
        end.#close(connectionError('ECONNRESET', 'read'), undefined),
      );
    }
  }
}
