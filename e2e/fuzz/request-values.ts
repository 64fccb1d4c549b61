import { uuidFromBytes, ZERO_UUID } from '../../src-main/base/index.ts';
import type { Field, Fields } from '../../src-main/wire/index.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { recordBatch } from '../support/tiny-client.ts';

/**
 * Random bodies that are right by the tables, so that they get past the decoder and into the handlers. Names come from
 * small pools: some exist, some do not, some are illegal, and the node's state stays bounded however many are sent.
 */
export interface ValuePools {
  topics: readonly string[];
  /** Ids of existing topics; the zero id and unknown ids are added. */
  topicIds: readonly string[];
  groups: readonly string[];
}

export function randomBody(
  fields: Fields,
  version: number,
  random: SeededRandom,
  pools: ValuePools,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, randomValue(name, field, version, random, pools)]),
  );
}

const INT_LIMITS = { int8: 2 ** 7, int16: 2 ** 15, int32: 2 ** 31 } as const;

function randomValue(
  name: string,
  field: Field,
  version: number,
  random: SeededRandom,
  pools: ValuePools,
): unknown {
  const { nullableSince = 0, since = 0, until = Infinity } = field.options;
  const absent = version < since || version > until;
  if (!absent && field.nullable && version >= nullableSince && random.chance(0.1)) return null;
  switch (field.kind) {
    case 'bool':
      return random.chance(0.5);
    case 'int8':
    case 'int16':
    case 'int32':
      return randomInt(name, INT_LIMITS[field.kind], random);
    case 'uint16':
      return random.pick([0, 1, 9092, 65_535]);
    case 'uint32':
      return random.pick([0, 1, 4_294_967_295]);
    case 'int64':
      return random.pick([0, 1, -1, -2, 5, 1_000, 4_294_967_296, Number.MAX_SAFE_INTEGER]);
    case 'wideInt64':
      return random.pick<number | bigint>([
        0,
        -1,
        -2,
        -3,
        -4,
        1_700_000_000_000,
        2n ** 63n - 1n,
        -(2n ** 63n),
      ]);
    case 'float64':
      return random.pick([0, -1, 1e308, 0.5]);
    case 'uuid':
      return randomUuid(random, pools);
    case 'string':
      return randomString(name, random, pools);
    case 'bytes':
      return random.bytes(random.pick([0, 1, 16, 200]));
    case 'records':
      return randomRecords(random);
    case 'array': {
      const length = random.pick([0, 1, 1, 1, 2, 3]);
      return Array.from({ length }, () => randomValue(name, field.element!, version, random, pools));
    }
    case 'struct':
      return randomBody(field.fields!, version, random, pools);
  }
}

/** What the number means decides how wild it may be: a huge wait only ties up the harness, but must not be left out. */
function randomInt(name: string, limit: number, random: SeededRandom): number {
  const extremes = [limit - 1, -limit, -1];
  const fit = (value: number) => Math.min(value, limit - 1);
  if (random.chance(0.08)) return random.pick(extremes);
  if (/session|rebalance/i.test(name)) return fit(random.pick([6_000, 7_000]));
  if (/timeout|waitMs/i.test(name)) return fit(random.pick([0, 1, 20]));
  if (/bytes/i.test(name)) return fit(random.pick([0, 1, 500, 1_048_576]));
  if (/partition|index/i.test(name)) return random.pick([0, 0, 0, 1, 2, -1]);
  if (/count|numPartitions/i.test(name)) return fit(random.pick([1, 2, 3, 0, 20_000]));
  if (/acks/i.test(name)) return random.pick([0, 1, -1, -1, 2]);
  return random.pick([0, 1, 2, 3, -1, random.below(Math.min(limit, 2 ** 31 - 1))]);
}

function randomUuid(random: SeededRandom, pools: ValuePools) {
  if (random.chance(0.6) && pools.topicIds.length > 0) return random.pick(pools.topicIds);
  return random.chance(0.5) ? ZERO_UUID : uuidFromBytes(random.bytes(16));
}

const ODD_STRINGS = ['', 'x', '.', '..', 'a/b', 'größe', '한국어', '\0', 'x'.repeat(250), 'x'.repeat(5_000)];
// Options of one topic that harm nothing but it; broker-wide ones could break the healthy client by design.
const CONFIG_NAMES = ['retention.ms', 'cleanup.policy', 'segment.bytes', 'no.such.config'];
const CONFIG_VALUES = ['1', '-1', 'compact', 'delete', '1073741824', 'nonsense', ''];

function randomString(name: string, random: SeededRandom, pools: ValuePools): string {
  if (random.chance(0.1)) return random.pick(ODD_STRINGS);
  if (/config|^key$/i.test(name)) return random.pick(CONFIG_NAMES);
  if (/^value$/i.test(name)) return random.pick(CONFIG_VALUES);
  if (/group|key/i.test(name)) return random.pick(pools.groups);
  if (/member/i.test(name)) return random.pick(['', 'fuzz-member']);
  if (/protocolType/i.test(name)) return 'consumer';
  if (/protocol/i.test(name)) return random.pick(['range', 'roundrobin']);
  if (/transactional/i.test(name)) return 'fuzz-transaction';
  return random.pick([...pools.topics, ...pools.topics, ...CONFIG_NAMES]);
}

const CODEC_BITS = 0x07;
const ATTRIBUTES_AT = 22;

/** A sound batch, a batch with a wrong byte, one that claims a codec it was not made with, garbage, or nothing. */
function randomRecords(random: SeededRandom): Buffer {
  const kind = random.below(6);
  if (kind === 0) return Buffer.alloc(0);
  if (kind === 1) return random.bytes(random.below(300));
  const records = Array.from({ length: 1 + random.below(3) }, () => ({
    key: random.chance(0.3) ? null : random.bytes(random.below(20)),
    value: random.chance(0.2) ? null : random.bytes(random.below(200)),
  }));
  const batch = recordBatch(records, Date.now());
  if (kind === 2) batch[random.below(batch.length)] = random.below(256);
  if (kind === 3) batch[ATTRIBUTES_AT] = (batch[ATTRIBUTES_AT]! & ~CODEC_BITS) | (1 + random.below(7));
  return kind === 4 ? Buffer.concat([batch, batch]) : batch;
}
