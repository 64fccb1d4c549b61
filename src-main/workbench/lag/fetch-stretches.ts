import { fetchAt, type Fetched, type FetchPosition, type KafkaClient } from '../../client/index.ts';

/**
 * What lies behind each position, by `nameOf`; what cannot be read at the moment, or has nothing, is not in it. Below the
 * last stable offset a broker tells which transactions were aborted; behind it nobody knows yet.
 */
export async function fetchStretches(
  client: KafkaClient,
  positions: readonly FetchPosition[],
  options: { readonly partitionMaxBytes: number; readonly signal?: AbortSignal },
): Promise<Map<string, Fetched>> {
  const found = new Map<string, Fetched>();
  let open = positions;
  for (const isolation of ['read_committed', 'read_uncommitted'] as const) {
    if (open.length === 0) break;
    const answers = await fetchAt(client, open, { ...options, isolation, maxWaitMs: 0, lane: 'lag' });
    const undecided = new Set<string>();
    for (const answer of answers) {
      if (!('value' in answer)) continue;
      const { records, position, lastStableOffset } = answer.value;
      if (records.length > 0 || position.offset < lastStableOffset) found.set(nameOf(answer), answer.value);
      else undecided.add(nameOf(answer));
    }
    open = open.filter((position) => undecided.has(nameOf(position)));
  }
  return found;
}

export function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}-${partition}`;
}
