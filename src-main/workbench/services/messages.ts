import { partitionOfKey, StickyPartitioner } from '../../client/index.ts';
import type { ReadRequest } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { messageDetail } from '../messages/detail.ts';
import { textMatcher } from '../messages/matcher.ts';
import { boundsOf, rangesOf } from '../messages/ranges.ts';
import { readRanges } from '../messages/read.ts';
import { bytesOfInput, partitionsOf, sendMessage } from '../messages/send.ts';
import { tail } from '../messages/tail.ts';
import { epochMs, offset, onTopic, type Outlet, partition, procedure, stream, z } from '../router/index.ts';
import type { ReadEvent } from '../../contract/index.ts';
import { knownPartitions } from './topics.ts';

const LIMIT_MAX = 100_000;
/** A reading that has heard nothing for so long says so. */
const SILENCE_MS = 1_000;
const readInput = z.extend(onTopic, {
  partitions: z.array(partition),
  from: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('newest'), count: z.int().check(z.minimum(1), z.maximum(LIMIT_MAX)) }),
    z.object({ kind: z.literal('oldest') }),
    z.object({ kind: z.literal('offset'), offset }),
    z.object({ kind: z.literal('timestamp'), timestampMs: epochMs }),
    z.object({ kind: z.literal('live') }),
  ]),
  limit: z.int().check(z.minimum(1), z.maximum(LIMIT_MAX)),
  filter: z.string().check(z.maxLength(10_000)),
  isolation: z.enum(['read_uncommitted', 'read_committed']),
});

const payload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('null') }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('base64'), base64: z.string() }),
]);
const sendInput = z.extend(onTopic, {
  partition: z.nullable(partition),
  key: payload,
  value: payload,
  headers: z.array(z.object({ name: z.string(), value: payload })),
  timestampMs: z.nullable(epochMs.check(z.minimum(0))),
  compression: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']),
  acks: z.enum(['all', 'leader', 'none']),
});
const detailInput = z.extend(onTopic, { partition, offset });
const partitionOfInput = z.extend(onTopic, { key: payload });

/** Reading, inspecting and sending messages. */
export function messagesService(bench: Bench) {
  const sticky = new StickyPartitioner(() => bench.env.random.next());
  let readings = 0;
  return {
    'messages.read': stream<'messages.read'>(readInput, (request, outlet) =>
      read(bench, request, outlet, `read-${++readings}`),
    ),

    'messages.detail': procedure<'messages.detail'>(detailInput, ({ cluster, ...place }) =>
      messageDetail(bench.cluster(cluster).client, place, automaticDecoding()),
    ),

    'messages.send': procedure<'messages.send'>(sendInput, async (request) => {
      const atMs = bench.env.clock.wallMs();
      try {
        const result = await sendMessage(bench.cluster(request.cluster), request, sticky);
        bench.store.saveSent({ request, atMs, result, error: null });
        return result;
      } catch (error) {
        bench.store.saveSent({ request, atMs, result: null, error: (error as Error).message });
        throw error;
      }
    }),

    'messages.partitionOf': procedure<'messages.partitionOf'>(
      partitionOfInput,
      async ({ cluster, topic, key }) => {
        const bytes = bytesOfInput(key, 'key');
        const partitions = (await partitionsOf(bench.cluster(cluster), topic)).length;
        return { partition: bytes === null ? null : partitionOfKey(bytes, partitions), partitions };
      },
    ),
  };
}

async function read(
  bench: Bench,
  request: ReadRequest,
  outlet: Outlet<ReadEvent>,
  lane: string,
): Promise<void> {
  const { topic, from, isolation } = request;
  const { signal } = outlet;
  const cluster = bench.cluster(request.cluster);
  const { client } = cluster;
  // While no broker answers the requests below go on trying: the reader should know what they wait for.
  const { state, reason } = client.state;
  const silence = bench.env.clock.schedule(state === 'connected' ? SILENCE_MS : 0, () =>
    outlet.send({
      kind: 'notice',
      partition: null,
      message: `No broker answers at the moment${reason === null ? '' : ` (${reason})`}; it is tried again.`,
    }),
  );
  try {
    const partitions = await knownPartitions(cluster, topic, request.partitions);
    const { bounds, notices } = await boundsOf(client, topic, partitions, { from, isolation, signal });
    silence.cancel();
    const planned = rangesOf(from, bounds);
    for (const notice of [...notices, ...planned.notices]) outlet.send({ kind: 'notice', ...notice });
    const options = {
      matcher: textMatcher(request.filter),
      decoding: automaticDecoding(),
      isolation,
      signal,
      lane,
      emit: (event: ReadEvent) => outlet.send(event),
    };
    if (from.kind === 'live') {
      await tail(client, topic, planned.ranges, { ...options, congested: () => outlet.congested });
      return;
    }
    const backward = from.kind === 'newest';
    const reason = await readRanges(client, topic, planned.ranges, {
      ...options,
      direction: backward ? 'backward' : 'forward',
      limit: backward ? Math.min(from.count, request.limit) : request.limit,
      drained: () => outlet.drained(),
    });
    outlet.send({ kind: 'done', reason });
  } finally {
    silence.cancel();
    client.closeLane(lane);
  }
}
