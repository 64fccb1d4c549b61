import { assert } from '../base/index.ts';
import { MetadataBuilder } from './builder.ts';
import { emptyImage, type Image } from './image.ts';
import type { MetadataRecord } from './records/index.ts';
import type { MetadataDelta } from './types.ts';

/**
 * Turns the committed log into images: batch by batch, one image for each `publish`. Records between BeginTransaction
 * and EndTransaction are held back until the end, and dropped at an abort (KIP-868).
 */
export class MetadataLoader {
  #image: Image;
  #builder: MetadataBuilder | undefined;
  #transaction: MetadataRecord[] | undefined;
  #endOffset: number;
  #epoch: number;

  constructor(image: Image = emptyImage()) {
    this.#image = image;
    this.#endOffset = image.endOffset;
    this.#epoch = image.epoch;
  }

  /** As of the last `publish`. */
  get image(): Image {
    return this.#image;
  }

  /** Records of one batch (none for a control batch); `endOffset` is the offset after it. */
  apply(records: readonly MetadataRecord[], endOffset: number, epoch: number): void {
    assert(endOffset >= this.#endOffset, `batch ends at ${endOffset}, ${this.#endOffset} has been applied`);
    this.#endOffset = endOffset;
    this.#epoch = epoch;
    for (const record of records) this.#applyOne(record);
  }

  #applyOne(record: MetadataRecord): void {
    switch (record.type) {
      case 'BeginTransactionRecord':
        assert(this.#transaction === undefined, 'a metadata transaction within another');
        this.#transaction = [];
        return;
      case 'EndTransactionRecord': {
        const held = this.#transaction;
        assert(held !== undefined, 'the end of a metadata transaction that never began');
        this.#transaction = undefined;
        for (const each of held) this.#build(each);
        return;
      }
      case 'AbortTransactionRecord':
        assert(this.#transaction !== undefined, 'the abort of a metadata transaction that never began');
        this.#transaction = undefined;
        return;
      default:
        if (this.#transaction === undefined) this.#build(record);
        else this.#transaction.push(record);
    }
  }

  #build(record: MetadataRecord): void {
    (this.#builder ??= new MetadataBuilder(this.#image)).apply(record);
  }

  /** Whether a transaction is open: a snapshot must not be taken now. */
  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  /** The image with everything applied so far; undefined when only offsets moved (the image moves along). */
  publish(): { image: Image; delta: MetadataDelta } | undefined {
    const builder = this.#builder ?? new MetadataBuilder(this.#image);
    const changed = this.#builder !== undefined;
    this.#builder = undefined;
    const built = builder.build(this.#endOffset, this.#epoch);
    this.#image = built.image;
    return changed ? built : undefined;
  }
}
