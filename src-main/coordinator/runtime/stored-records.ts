import {
  batchIsControl,
  batchIsTransactional,
  batchPositions,
  batchProducerId,
  ControlRecordType,
  controlRecordType,
  readRecords,
} from '../../wire/index.ts';

interface KeptRecord<Record> {
  readonly key: string;
  readonly record: Record;
}

/**
 * The records of a coordinator's log in the order in which they count: those of a transaction (a producer may commit
 * offsets in one) when its marker is read, and never if that aborts it, or if a later record of the same key has come
 * before (OffsetMetadataManager).
 */
export class StoredRecords<Record> {
  readonly #decode: (key: Buffer | null, value: Buffer | null) => Record | undefined;
  /** By producer: of transactions that are open so far. */
  readonly #open = new Map<number, KeptRecord<Record>[]>();

  constructor(decode: (key: Buffer | null, value: Buffer | null) => Record | undefined) {
    this.#decode = decode;
  }

  /** Hands on what counts from the next whole batches. @returns how many records they hold. Throws MalformedError. */
  read(chunks: readonly Buffer[], use: (record: Record) => void): number {
    let count = 0;
    for (const chunk of chunks) {
      for (const at of batchPositions(chunk)) {
        if (batchIsControl(chunk, at)) this.#end(chunk, at, use);
        else count += this.#readBatch(chunk, at, use);
      }
    }
    return count;
  }

  #readBatch(chunk: Buffer, at: number, use: (record: Record) => void): number {
    const transaction = batchIsTransactional(chunk, at)
      ? this.#transactionOf(batchProducerId(chunk, at))
      : undefined;
    let count = 0;
    for (const { key, value } of readRecords(chunk, at)) {
      count++;
      // The memory of what was read goes back to a pool, so what the core keeps must be its own.
      const record = this.#decode(key && Buffer.from(key), value && Buffer.from(value));
      if (record === undefined) continue;
      if (transaction === undefined && this.#open.size === 0) use(record);
      else this.#keep(key?.toString('latin1') ?? '', record, transaction, use);
    }
    return count;
  }

  #keep(
    key: string,
    record: Record,
    transaction: KeptRecord<Record>[] | undefined,
    use: (record: Record) => void,
  ): void {
    if (transaction !== undefined) {
      transaction.push({ key, record });
      return;
    }
    for (const [producerId, kept] of this.#open)
      this.#open.set(
        producerId,
        kept.filter((each) => each.key !== key),
      );
    use(record);
  }

  #transactionOf(producerId: number): KeptRecord<Record>[] {
    let transaction = this.#open.get(producerId);
    if (transaction === undefined) this.#open.set(producerId, (transaction = []));
    return transaction;
  }

  #end(chunk: Buffer, at: number, use: (record: Record) => void): void {
    const producerId = batchProducerId(chunk, at);
    const kept = this.#open.get(producerId) ?? [];
    this.#open.delete(producerId);
    const [marker] = readRecords(chunk, at);
    if (controlRecordType(marker?.key ?? null) !== ControlRecordType.COMMIT) return;
    for (const { record } of kept) use(record);
  }
}
