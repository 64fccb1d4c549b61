import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { ByteWriter } from '../../support/byte-writer.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { DigestBuilder, encodeContent } from './digest.ts';
import type { Digests, RecordContent } from './digest.ts';

export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Codec = (typeof CODECS)[number];

/** Records to produce, in files that producers in any language read, and the digests their readers must find. */
export interface Workload {
  recordCount: number;
  partitions: number;
  /** In the order in which they must be produced, each acknowledged before the next is begun. */
  slices: { codec: Codec; path: string }[];
  expected: Digests;
}

export interface WorkloadOptions {
  seed: number;
  recordCount: number;
  partitions: number;
  codecs: readonly Codec[];
  dir: string;
}

/**
 * Writes one file per codec. A file is a row of records, each `int32 partition` and then the content as in
 * {@link encodeContent}. Readers see offsets from 0 per partition, in this order.
 */
export async function writeWorkload(options: WorkloadOptions): Promise<Workload> {
  const { recordCount, partitions, codecs } = options;
  const random = new SeededRandom(options.seed);
  const content = contentSource(random);
  const digests = new DigestBuilder();
  const nextOffset = Array.from({ length: partitions }, () => 0);
  const slices: Workload['slices'] = [];
  for (const [i, codec] of codecs.entries()) {
    const path = join(options.dir, `${i}-${codec}.records`);
    slices.push({ codec, path });
    const file = createWriteStream(path);
    const count =
      Math.floor((recordCount * (i + 1)) / codecs.length) - Math.floor((recordCount * i) / codecs.length);
    for (let n = 0; n < count; n++) {
      const partition = random.below(partitions);
      const encoded = encodeContent(content());
      digests.addEncoded(partition, nextOffset[partition]!++, encoded);
      const row = new ByteWriter(encoded.length + 4).int32(partition).raw(encoded).finish();
      if (!file.write(row)) await once(file, 'drain');
    }
    file.end();
    await finished(file);
  }
  return { recordCount, partitions, slices, expected: digests.digests() };
}

const LARGEST_VALUE_BYTES = 64 * 1024;
const HEADER_NAMES = ['trace', 'tenant', 'content-type', '출처', 'retry-count'];

/**
 * Mostly small, sometimes empty, rarely 64 KB; half the values are text that compresses, half noise that does not.
 * Header names are unique in a record and header values printable, because some clients keep headers in an object and
 * kcat prints them as text.
 */
function contentSource(random: SeededRandom): () => RecordContent {
  const text = Buffer.from(
    Array.from({ length: 40_000 }, () => `${WORDS[random.below(WORDS.length)]} `).join(''),
  );
  const noise = Buffer.from(Array.from({ length: LARGEST_VALUE_BYTES * 2 }, () => random.below(256)));
  const piece = (source: Buffer, length: number) => {
    const at = random.below(source.length - length);
    return source.subarray(at, at + length);
  };
  return () => {
    const value = random.chance(0.04) ? null : piece(random.chance(0.5) ? text : noise, valueLength(random));
    const key = random.chance(0.2)
      ? null
      : Buffer.from(random.chance(0.02) ? '' : `key-${random.below(5_000)}`);
    const headerCount = random.chance(0.6) ? 0 : 1 + random.below(HEADER_NAMES.length);
    const headers = HEADER_NAMES.slice(0, headerCount).map(
      (name) => [name, Buffer.from(`${WORDS[random.below(WORDS.length)]}-${random.below(1_000)}`)] as const,
    );
    return { key, value, headers };
  };
}

function valueLength(random: SeededRandom): number {
  const which = random.below(1_000);
  if (which < 40) return 0;
  if (which < 750) return 1 + random.below(500);
  if (which < 990) return 500 + random.below(3_000);
  return 4_000 + random.below(LARGEST_VALUE_BYTES - 4_000 + 1);
}

const WORDS = [
  'order',
  'shipped',
  'refund',
  'invoice',
  'basket',
  '주문',
  'customer',
  'quantity',
  'warehouse',
  'ß',
];
