/**
 * Kafka's default partitioner hash (murmur2 with seed 0x9747b28c, `Utils.murmur2`), as a signed 32-bit int.
 * The partition of a key is `toPositive(murmur2(key)) % partitions`.
 */
export function murmur2(data: Uint8Array): number {
  const length = data.length;
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ length;
  let index = 0;
  for (; index + 4 <= length; index += 4) {
    let k = data[index] | (data[index + 1] << 8) | (data[index + 2] << 16) | (data[index + 3] << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    h = Math.imul(h, m) ^ k;
  }
  const rest = length - index;
  if (rest >= 3) h ^= data[index + 2] << 16;
  if (rest >= 2) h ^= data[index + 1] << 8;
  if (rest >= 1) {
    h ^= data[index];
    h = Math.imul(h, m);
  }
  h ^= h >>> 13;
  h = Math.imul(h, m);
  h ^= h >>> 15;
  return h | 0;
}

/** Clears the sign bit, as Kafka does before a modulo (`Utils.toPositive`). */
export function toPositive(value: number): number {
  return value & 0x7fffffff;
}

/** `String.hashCode` of Java over UTF-16 units: places groups and transactional ids on their partitions. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

/** `Utils.abs(String.hashCode) % count`: the partition of an internal topic that owns a key. */
export function coordinatorPartition(key: string, partitionCount: number): number {
  const hash = javaStringHash(key);
  return (hash === -2147483648 ? 0 : Math.abs(hash)) % partitionCount;
}
