/** Frames on a connection: an int32 length, then that many bytes. */
import type { BufferPool } from './buffer-pool.ts';
import { MalformedError } from './reader.ts';
import type { Writer } from './writer.ts';

const LENGTH_BYTES = 4;
/** Chunks below this are gathered, so that a sender of single bytes costs bytes and not objects. */
const SMALL_CHUNK_BYTES = 2048;
const GATHER_BYTES = 16 * 1024;

/** A whole frame without its length. */
export class Frame {
  /** Valid until `release`; slices of it are, too. */
  readonly bytes: Buffer;
  readonly #reader: FrameReader;
  #pooled: Buffer | undefined;
  #released = false;

  constructor(reader: FrameReader, bytes: Buffer, pooled: Buffer | undefined) {
    this.bytes = bytes;
    this.#reader = reader;
    this.#pooled = pooled;
  }

  /** Says that nobody needs the bytes any more: frees the budget and lets the memory be used again. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#reader.freed(this.bytes.length + LENGTH_BYTES, this.#pooled);
    this.#pooled = undefined;
  }
}

export interface FrameReaderOptions {
  /** Longer frames are refused (`socket.request.max.bytes`). */
  readonly maxBytes: number;
  /** Where frames that came in several chunks are put together. Without one they get memory of their own. */
  readonly pool?: BufferPool;
  /** Hears of bytes that this reader holds or has handed out: positive when they come, negative when they go. */
  readonly onHeldBytes?: (deltaBytes: number) => void;
}

/**
 * Splits a byte stream into frames. A frame within one chunk is a slice of it; one that spans several is copied
 * once, when it is complete: what a peer claims to send is never allocated in advance.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #ready: Frame[] = [];
  #taken = 0;
  /** The unfinished frame, in pieces and with its length. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  /** Where small chunks are gathered: the last piece is a slice of this that may grow. */
  #gather: Buffer | undefined;
  #gathered = 0;
  /** Length of the unfinished frame; -1 until it is known. */
  #frameBytes = -1;
  #partialSinceMs: number | undefined;
  #heldBytes = 0;
  #first = true;
  #error: MalformedError | undefined;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** When the first byte of the unfinished frame came; undefined between frames. */
  get partialSinceMs(): number | undefined {
    return this.#partialSinceMs;
  }

  /** Bytes that wait here or are in frames that have not been released. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Adds bytes as they came. The chunk must not change afterwards. After an error they are dropped. */
  push(chunk: Buffer, nowMs: number): void {
    if (this.#error !== undefined || chunk.length === 0) return;
    this.#hold(chunk.length);
    let position = 0;
    while (position < chunk.length && this.#error === undefined) {
      position =
        this.#pieceBytes === 0 ? this.#whole(chunk, position, nowMs) : this.#continue(chunk, position);
    }
    if (position < chunk.length) this.#hold(position - chunk.length);
  }

  /**
   * The next whole frame, or undefined until more bytes come.
   * @throws MalformedError when all frames before have been taken and the next one has an impossible length. The
   * connection is of no use after that.
   */
  next(): Frame | undefined {
    if (this.#taken < this.#ready.length) {
      const frame = this.#ready[this.#taken++];
      if (this.#taken === this.#ready.length) {
        this.#ready.length = 0;
        this.#taken = 0;
      }
      return frame;
    }
    if (this.#error !== undefined) throw this.#error;
    return undefined;
  }

  /** Drops what has not been handed out. Frames that have been must still be released. */
  close(): void {
    this.#error ??= new MalformedError('the reader is closed');
    for (const frame of this.#ready.slice(this.#taken)) frame.release();
    this.#ready.length = 0;
    this.#taken = 0;
    this.#hold(-this.#pieceBytes);
    this.#forgetPieces();
  }

  /** For {@link Frame.release} only. */
  freed(bytes: number, pooled: Buffer | undefined): void {
    this.#hold(-bytes);
    if (pooled !== undefined) this.#options.pool?.give(pooled);
  }

  #hold(deltaBytes: number): void {
    if (deltaBytes === 0) return;
    this.#heldBytes += deltaBytes;
    this.#options.onHeldBytes?.(deltaBytes);
  }

  /** Nothing is unfinished: takes a frame that lies whole in the chunk, or keeps its beginning. */
  #whole(chunk: Buffer, position: number, nowMs: number): number {
    const bodyStart = position + LENGTH_BYTES;
    if (bodyStart <= chunk.length) {
      const length = this.#checkedLength(chunk, position);
      if (length < 0) return position;
      if (bodyStart + length <= chunk.length) {
        this.#ready.push(new Frame(this, chunk.subarray(bodyStart, bodyStart + length), undefined));
        return bodyStart + length;
      }
      this.#frameBytes = length + LENGTH_BYTES;
    }
    this.#partialSinceMs = nowMs;
    this.#addPiece(chunk.subarray(position));
    return chunk.length;
  }

  /** Adds to the unfinished frame what belongs to it. */
  #continue(chunk: Buffer, position: number): number {
    if (this.#frameBytes < 0) return this.#continueLength(chunk, position);
    const missing = this.#frameBytes - this.#pieceBytes;
    const end = Math.min(chunk.length, position + missing);
    const piece = chunk.subarray(position, end);
    if (piece.length < missing) {
      this.#addPiece(piece);
    } else if (this.#pieceBytes === LENGTH_BYTES) {
      // Only the length came before: the frame still lies in one chunk.
      this.#ready.push(new Frame(this, piece, undefined));
      this.#forgetPieces();
    } else {
      this.#pieces.push(piece);
      this.#assemble();
    }
    return end;
  }

  #continueLength(chunk: Buffer, position: number): number {
    const end = Math.min(chunk.length, position + LENGTH_BYTES - this.#pieceBytes);
    this.#pieces = [Buffer.concat([...this.#pieces, chunk.subarray(position, end)])];
    this.#pieceBytes += end - position;
    if (this.#pieceBytes === LENGTH_BYTES) {
      const length = this.#checkedLength(this.#pieces[0], 0);
      if (length > 0) this.#frameBytes = length + LENGTH_BYTES;
    }
    return end;
  }

  /** Keeps a piece that does not end the frame. */
  #addPiece(piece: Buffer): void {
    this.#pieceBytes += piece.length;
    // The first piece is kept as it is: most frames that are cut at all are cut once.
    if (piece.length >= SMALL_CHUNK_BYTES || this.#pieces.length === 0) {
      this.#pieces.push(piece);
      this.#gather = undefined;
      return;
    }
    if (this.#gather === undefined || this.#gathered + piece.length > GATHER_BYTES) {
      this.#gather = Buffer.allocUnsafeSlow(GATHER_BYTES);
      this.#gathered = 0;
      this.#pieces.push(this.#gather);
    }
    piece.copy(this.#gather, this.#gathered);
    this.#gathered += piece.length;
    this.#pieces[this.#pieces.length - 1] = this.#gather.subarray(0, this.#gathered);
  }

  #joined(target: Buffer): Buffer {
    let position = 0;
    for (const piece of this.#pieces) position += piece.copy(target, position);
    return target;
  }

  #assemble(): void {
    const size = this.#frameBytes;
    const pooled = this.#options.pool?.take(size);
    const whole = this.#joined(pooled ?? Buffer.allocUnsafeSlow(size));
    this.#ready.push(new Frame(this, whole.subarray(LENGTH_BYTES, size), pooled));
    this.#forgetPieces();
  }

  #forgetPieces(): void {
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#gather = undefined;
    this.#frameBytes = -1;
    this.#partialSinceMs = undefined;
  }

  /** The length at this position; -1 where it is impossible, and then the error is set. */
  #checkedLength(bytes: Buffer, position: number): number {
    const length = bytes.readInt32BE(position);
    if (length > 0 && length <= this.#options.maxBytes) {
      this.#first = false;
      return length;
    }
    const foreign = this.#first
      ? foreignProtocol(bytes.subarray(position, position + LENGTH_BYTES))
      : undefined;
    this.#error = new MalformedError(
      foreign === undefined
        ? `frame of ${length} bytes, 1 to ${this.#options.maxBytes} are allowed`
        : `the peer speaks ${foreign} on a port for plain Kafka connections`,
    );
    return -1;
  }
}

/** TLS records of a handshake (22) or an alert (21), and how requests and responses of HTTP begin. */
function foreignProtocol(start: Buffer): string | undefined {
  if ((start[0] === 0x16 || start[0] === 0x15) && start[1] === 0x03) return 'TLS';
  const text = start.toString('latin1');
  const isHttp = ['GET ', 'PUT ', 'POST', 'HEAD', 'OPTI', 'DELE', 'PATC', 'CONN', 'PRI ', 'HTTP'].includes(
    text,
  );
  return isHttp ? 'HTTP' : undefined;
}

/** Begins a frame; the length is filled in by {@link endFrame}. The writer must be new. */
export function beginFrame(writer: Writer): void {
  writer.int32(0);
}

/** Ends the frame and gives its chunks, ready to be sent. */
export function endFrame(writer: Writer): Buffer[] {
  const length = writer.size - LENGTH_BYTES;
  const chunks = writer.finish();
  chunks[0].writeInt32BE(length, 0);
  return chunks;
}
