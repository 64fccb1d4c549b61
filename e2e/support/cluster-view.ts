import { KafkaConnection } from './kafka-connection.ts';
import { waitUntil } from './processes.ts';
import { metadata } from './tiny-client.ts';
import type { ClusterMetadata } from './tiny-client.ts';

const TIMEOUT_MS = 60_000;

/** Waits until a node that answers sees the cluster as it must be. */
export async function waitForMetadata(
  what: string,
  ports: readonly number[],
  topics: readonly string[],
  isAsExpected: (seen: ClusterMetadata) => boolean,
): Promise<void> {
  let seen: ClusterMetadata | null = null;
  const look = async () => {
    seen = await firstAnswer(ports, topics);
    return seen !== null && isAsExpected(seen);
  };
  try {
    await waitUntil(what, look, { timeoutMs: TIMEOUT_MS, everyMs: 100 });
  } catch (error) {
    throw new Error(`${(error as Error).message}; last seen: ${JSON.stringify(seen)}`, { cause: error });
  }
}

async function firstAnswer(
  ports: readonly number[],
  topics: readonly string[],
): Promise<ClusterMetadata | null> {
  for (const port of ports) {
    try {
      using connection = await KafkaConnection.open(port);
      return await metadata(connection, topics, 2_000);
    } catch {
      // It is down, or was about to be: the next one.
    }
  }
  return null;
}

/** Whether every replica of these topics is in sync again, and led by whom its assignment says first when that is asked. */
export function isWhole(
  { partitions }: ClusterMetadata,
  assignment: readonly (readonly number[])[],
  { preferred = false } = {},
): boolean {
  return (
    partitions.length === assignment.length &&
    partitions.every(
      ({ partition, leader, isr }) =>
        isr.length === assignment[partition]!.length && (!preferred || leader === assignment[partition]![0]),
    )
  );
}
