import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { ByteWriter } from './byte-writer.ts';

/** One TCP connection that sends frames and hands back the answers in order. Knows frames and correlation ids, nothing else. */
export class KafkaConnection implements Disposable {
  readonly socket: Socket;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  readonly #waiting: { resolve: (response: Buffer) => void; reject: (error: Error) => void }[] = [];
  #nextCorrelationId = 1;
  #closedBy: Error | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('connection closed')));
  }

  /** Connects, or rejects with the system's error (ECONNREFUSED while nobody listens). */
  static open(port: number, host = '127.0.0.1'): Promise<KafkaConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new KafkaConnection(socket));
      });
    });
  }

  /**
   * Sends a request with header v1 and returns the answer's body after its v0 header. Only for versions that are
   * not flexible, and for ApiVersions below 3.
   */
  async request(apiKey: number, version: number, body: Uint8Array, timeoutMs = 10_000): Promise<Buffer> {
    const correlationId = this.#nextCorrelationId++;
    const header = new ByteWriter(32)
      .int16(apiKey)
      .int16(version)
      .int32(correlationId)
      .string('e2e')
      .finish();
    const frame = new ByteWriter(body.length + header.length + 4)
      .int32(header.length + body.length)
      .raw(header)
      .raw(body)
      .finish();
    const response = await this.exchange(frame, timeoutMs);
    const answered = response.readInt32BE(0);
    if (answered !== correlationId) throw new Error(`sent correlation id ${correlationId}, got ${answered}`);
    return response.subarray(4);
  }

  /** Sends a complete frame and resolves with the next frame that comes back, without its length. */
  exchange(frame: Uint8Array, timeoutMs = 10_000): Promise<Buffer> {
    if (this.#closedBy) return Promise.reject(this.#closedBy);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      this.#waiting.push({
        resolve: (response) => (clearTimeout(timer), resolve(response)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      });
      this.socket.write(frame);
    });
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    while (this.#receivedBytes >= 4) {
      const all = this.#received.length === 1 ? this.#received[0]! : Buffer.concat(this.#received);
      this.#received = [all];
      const end = 4 + all.readInt32BE(0);
      if (all.length < end) return;
      this.#waiting.shift()?.resolve(all.subarray(4, end));
      this.#received = [all.subarray(end)];
      this.#receivedBytes = all.length - end;
    }
  }

  #fail(error: Error): void {
    this.#closedBy ??= error;
    for (const waiter of this.#waiting.splice(0)) waiter.reject(this.#closedBy);
  }
}
