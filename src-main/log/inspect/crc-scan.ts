import type { DiskReader } from './disk-reader.ts';
import { scanBatches } from '../batch-scan.ts';
import { BufferPool } from '../buffer-pool.ts';
import { batchBaseOffset, batchSizeBytes } from '../../wire/index.ts';
import { crcVerdict, hex32 } from './batch-fields.ts';

const FAULTS_MAX = 1_000;

export interface CrcFault {
  readonly position: number;
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly reason: string;
}

/** Computes the sum of every batch of a `.log` file, a few megabytes a call. The file is open only meanwhile. */
export class CrcScan {
  readonly #disk: DiskReader;
  readonly #path: string;
  readonly #pool = new BufferPool();
  #position = 0;
  #batches = 0;
  #count = 0;
  #faults: CrcFault[] = [];

  constructor(disk: DiskReader, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  /** Batches before this position have a verdict. */
  get checkedBytes(): number {
    return this.#position;
  }

  get batches(): number {
    return this.#batches;
  }

  /** The first thousand. */
  get faults(): readonly CrcFault[] {
    return this.#faults;
  }

  get faultCount(): number {
    return this.#count;
  }

  /** Of the batch at `position`: undefined when it was not checked yet. */
  verdict(position: number): boolean | undefined {
    if (position >= this.#position) return undefined;
    return !this.#faults.some((fault) => fault.position === position);
  }

  /** Checks batches up to `end` until about `budgetBytes` are read; false when there is nothing more to read. */
  advance(end: number, budgetBytes: number): boolean {
    const file = this.#disk.open(this.#path, 'read');
    try {
      const start = this.#position;
      const until = Math.min(end, file.size());
      const { position, fault } = scanBatches(file, start, until, this.#pool, false, (buffer, at, where) => {
        if (where - start >= budgetBytes) return false;
        this.#check(buffer, at, where);
        return true;
      });
      this.#position = position;
      return fault === undefined && position < until;
    } finally {
      file.close();
    }
  }

  #check(buffer: Buffer, at: number, position: number): void {
    this.#batches++;
    const sizeBytes = batchSizeBytes(buffer, at);
    const { valid, stored, computed } = crcVerdict(buffer.subarray(at, at + sizeBytes));
    if (valid) return;
    this.#count++;
    if (this.#faults.length >= FAULTS_MAX) return;
    const reason = `CRC is ${hex32(computed)}, the header says ${hex32(stored)}`;
    this.#faults.push({ position, sizeBytes, baseOffset: batchBaseOffset(buffer, at), reason });
  }
}
