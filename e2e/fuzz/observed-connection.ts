import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A socket that collects answers and never throws: whatever the node does to it is an observation. */
export class ObservedConnection {
  readonly socket: Socket;
  readonly answers: Buffer[] = [];
  closed = false;
  #taken = 0;
  #rest: Buffer = Buffer.alloc(0);
  #wake = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('end', () => this.#close());
    socket.on('close', () => this.#close());
  }

  static async open(port: number): Promise<ObservedConnection> {
    const socket = connect({ port, host: '127.0.0.1' });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new ObservedConnection(socket);
  }

  async next(timeoutMs: number): Promise<Buffer | 'closed' | 'silence'> {
    const deadlineMs = performance.now() + timeoutMs;
    while (this.#taken >= this.answers.length) {
      if (this.closed) return 'closed';
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return 'silence';
      await this.#change(leftMs);
    }
    return this.answers[this.#taken++]!;
  }

  /** Waits until the node closes, at most so long. */
  async ended(timeoutMs: number): Promise<void> {
    const deadlineMs = performance.now() + timeoutMs;
    while (!this.closed && performance.now() < deadlineMs) await this.#change(deadlineMs - performance.now());
  }

  #receive(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4) {
      const end = 4 + this.#rest.readInt32BE(0);
      // A negative length is no frame; as an empty answer it will not be readable, and says so.
      if (end < 4) this.answers.push(Buffer.alloc(0));
      if (end < 4 || this.#rest.length < end) return;
      this.answers.push(this.#rest.subarray(4, end));
      this.#rest = this.#rest.subarray(end);
    }
  }

  async #change(timeoutMs: number): Promise<void> {
    const aborter = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => (this.#wake = resolve)),
      sleep(Math.max(0, timeoutMs), undefined, { signal: aborter.signal }).catch(() => {}),
    ]);
    aborter.abort();
  }

  #close(): void {
    this.closed = true;
    this.#wake();
  }
}
