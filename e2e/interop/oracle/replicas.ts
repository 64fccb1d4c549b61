import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a broker that has stopped keeps its partitions. */
export interface LogDir {
  /** For messages. */
  readonly owner: string;
  readonly path: string;
}

export interface ReplicaDigest {
  readonly owner: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Digests of what the replicas of a partition hold, byte by byte: all segments, one after the other. */
export function replicaDigests(
  logDirs: readonly LogDir[],
  topic: string,
  partition: number,
): ReplicaDigest[] {
  const folder = `${topic}-${partition}`;
  return logDirs
    .filter(({ path }) => existsSync(join(path, folder)))
    .map(({ owner, path }) => ({ owner, ...digestOf(join(path, folder)) }));
}

function digestOf(folder: string): Omit<ReplicaDigest, 'owner'> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  // Names are base offsets, filled up with zeros: in the order of names is in the order of offsets.
  for (const name of readdirSync(folder).toSorted()) {
    if (!name.endsWith('.log')) continue;
    const bytes = readFileSync(join(folder, name));
    hash.update(bytes);
    sizeBytes += bytes.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/**
 * Throws unless every partition has `replicas` replicas with equal bytes, and not none.
 * @returns what was compared, in a few words.
 */
export function expectEqualReplicas(
  logDirs: readonly LogDir[],
  topic: string,
  { partitions, replicas }: { readonly partitions: number; readonly replicas: number },
): string {
  let sizeBytes = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const digests = replicaDigests(logDirs, topic, partition);
    const seen = digests.map((digest) => `${digest.owner} ${digest.sizeBytes} ${digest.sha256.slice(0, 12)}`);
    const isEqual = new Set(digests.map(({ sha256 }) => sha256)).size === 1;
    if (digests.length !== replicas || !isEqual || digests[0]!.sizeBytes === 0)
      throw new Error(`${topic}-${partition}: expected ${replicas} equal replicas, found ${seen.join(', ')}`);
    sizeBytes += digests[0]!.sizeBytes;
  }
  return `${partitions} partitions, ${sizeBytes} bytes on each of ${replicas} replicas`;
}
