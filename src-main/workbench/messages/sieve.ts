import type { ReadRequest } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { recordFilter } from './record-filter.ts';
import type { Sieve } from './scan-batches.ts';
import { decodingOf } from './topic-memory.ts';

/** What a request lets through. The sandbox for scripts is loaded with the first of them. */
export async function sieveOf(
  { env, store, connections }: Bench,
  { cluster, topic, filter, invisible }: Pick<ReadRequest, 'cluster' | 'topic' | 'filter' | 'invisible'>,
): Promise<Sieve> {
  const decoding = await decodingOf(store, { cluster, topic }, connections.registry(cluster)?.schemas);
  const matcher = recordFilter(filter, decoding);
  if (filter.script.trim() === '')
    return { matcher, script: undefined, decoding, invisible, scriptProblems: { count: 0, first: '' } };
  const { ScriptFilter } = await import('./script-filter.ts');
  const script = await ScriptFilter.compile(filter.script, () => env.clock.monotonicMs());
  return { matcher, script, decoding, invisible, scriptProblems: { count: 0, first: '' } };
}
