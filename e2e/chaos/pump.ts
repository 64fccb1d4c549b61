import type { Socket } from 'node:net';

/** What happens to bytes on their way from one party to another. */
export interface Traffic {
  /** Nothing arrives, and nothing is lost: what was sent waits, as in TCP while packets are dropped. */
  held: boolean;
  delayMs: number;
}

/** What a sender may have under way before it is made to wait, as the socket buffers of a real path. */
const WINDOW_BYTES = 256 * 1024;

type Parcel = { bytes: Buffer | null; dueMs: number };

/** Carries one direction of a connection. The end of a connection travels as its bytes do. */
export class Pump {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #traffic: Traffic;
  readonly #waiting: Parcel[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, traffic: Traffic) {
    this.#from = from;
    this.#to = to;
    this.#traffic = traffic;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('close', () => this.#take(null));
    to.on('drain', () => this.#regulate());
    to.on('close', () => clearTimeout(this.#timer));
    this.#regulate();
  }

  /** Delivers what may be delivered by now; called again when the traffic changes. */
  flow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#traffic.held) return;
    const nowMs = performance.now();
    let next: Parcel | undefined;
    while ((next = this.#waiting[0]) !== undefined && next.dueMs <= nowMs) {
      this.#waiting.shift();
      this.#deliver(next.bytes);
    }
    if (next !== undefined) this.#timer = setTimeout(() => this.flow(), Math.ceil(next.dueMs - nowMs));
    this.#regulate();
  }

  #take(bytes: Buffer | null): void {
    const { held, delayMs } = this.#traffic;
    if (!held && delayMs === 0 && this.#waiting.length === 0) this.#deliver(bytes);
    else {
      this.#waiting.push({ bytes, dueMs: performance.now() + delayMs });
      this.#waitingBytes += bytes?.length ?? 0;
      if (this.#timer === undefined) this.flow();
    }
    this.#regulate();
  }

  #deliver(bytes: Buffer | null): void {
    if (bytes === null) return void this.#to.destroy();
    this.#waitingBytes = Math.max(0, this.#waitingBytes - bytes.length);
    if (!this.#to.destroyed) this.#to.write(bytes);
  }

  /** A sender waits while too much of its own is under way or its receiver reads too slowly. */
  #regulate(): void {
    const full = this.#waitingBytes > WINDOW_BYTES || this.#to.writableNeedDrain;
    if (full && !this.#to.destroyed) this.#from.pause();
    else this.#from.resume();
  }
}
