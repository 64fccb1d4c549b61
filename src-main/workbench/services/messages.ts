import { outcomeOf, partitionOfKey, StickyPartitioner } from '../../client/index.ts';
import {
  type ClusterId,
  DECODERS,
  type ReadEvent,
  type ReadRequest,
  type Said,
  say,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { messageDetail, recordAt } from '../messages/detail.ts';
import { noticeOf } from '../messages/notice.ts';
import { boundsOf, rangesOf, timesOf } from '../messages/ranges.ts';
import { readRanges } from '../messages/read.ts';
import { sieveOf } from '../messages/sieve.ts';
import { partitionsOf, payloadOfInput, sendMessage } from '../messages/send.ts';
import { tail } from '../messages/tail.ts';
import {
  decodersOf,
  decodingOf,
  removeView,
  saveDecoders,
  saveView,
  viewsOf,
} from '../messages/topic-memory.ts';
import { epochMs, offset, onTopic, type Outlet, partition, procedure, stream, z } from '../router/index.ts';
import { unanswered } from './changing.ts';
import { knownPartitions } from './known-partitions.ts';
import { LIMIT_MAX, readFilterInput, readFromInput, readUntilInput } from './read-input.ts';
import { schemaInput } from './schema-inputs.ts';

const WHOLE_BYTES = 1024 * 1024;
/** A reading that has heard nothing for so long says so. */
const SILENCE_MS = 1_000;
const readInput = z.extend(onTopic, {
  partitions: z.array(partition),
  from: readFromInput,
  limit: z.int().check(z.minimum(1), z.maximum(LIMIT_MAX)),
  filter: readFilterInput,
  isolation: z.enum(['read_uncommitted', 'read_committed']),
  until: readUntilInput,
  invisible: z.boolean(),
  whole: z.optional(z.boolean()),
});

const payload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('null') }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('base64'), base64: z.string() }),
  schemaInput,
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
const onRecord = z.extend(onTopic, { partition, offset });
const detailInput = z.extend(onRecord, {
  maxBytes: z.optional(z.int().check(z.minimum(1))),
  maxHeaders: z.optional(z.int().check(z.minimum(0))),
});
const partitionOfInput = z.extend(onTopic, { key: payload });

const decoderChoice = z.object({
  decoder: z.enum(['auto', ...DECODERS]),
  schema: z.optional(
    z.object({
      text: z.string().check(z.minLength(1), z.maxLength(1_000_000)),
      messageType: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
    }),
  ),
});
const decodersInput = z.extend(onTopic, { decoders: z.object({ key: decoderChoice, value: decoderChoice }) });
const viewName = z.string().check(z.trim(), z.minLength(1), z.maxLength(80));
const saveViewInput = z.extend(onTopic, {
  view: z.object({
    name: viewName,
    query: z.record(z.string().check(z.maxLength(40)), z.string().check(z.maxLength(200_000))),
  }),
});
const removeViewInput = z.extend(onTopic, { name: viewName });

/** Reading, inspecting and sending messages. */
export function messagesService(bench: Bench) {
  /** Of each topic: what one got is no matter of another. */
  const stickies = new Map<string, StickyPartitioner>();
  const stickyOf = ({ cluster, topic }: { cluster: ClusterId; topic: string }) => {
    const name = JSON.stringify([cluster, topic]);
    const sticky = stickies.get(name) ?? new StickyPartitioner(() => bench.env.random.next());
    stickies.set(name, sticky);
    return sticky;
  };
  let readings = 0;
  const decodingIn = (cluster: ClusterId, topic: string) =>
    decodingOf(bench.store, { cluster, topic }, bench.connections.registry(cluster)?.schemas);
  return {
    'messages.read': stream<'messages.read'>(readInput, (request, outlet) =>
      read(bench, request, outlet, `read-${++readings}`),
    ),

    'messages.detail': procedure<'messages.detail'>(
      detailInput,
      async ({ cluster, maxBytes, maxHeaders, ...place }) => {
        const decoding = await decodingIn(cluster, place.topic);
        return messageDetail(bench.cluster(cluster).client, place, decoding, { maxBytes, maxHeaders });
      },
    ),

    'messages.send': procedure<'messages.send'>(sendInput, async (request) => {
      const atMs = bench.env.clock.wallMs();
      const registry = bench.connections.registry(request.cluster);
      const see = say('see.records', { topic: request.topic });
      try {
        const result = await sendMessage(
          bench.cluster(request.cluster),
          request,
          stickyOf(request),
          registry,
        );
        bench.store.saveSent({ request, atMs, result, error: null });
        return result;
      } catch (error) {
        const failed = outcomeOf(error) === 'unknown' ? unanswered(error as Error, see) : (error as Error);
        bench.store.saveSent({ request, atMs, result: null, error: failed.message });
        throw failed;
      }
    }),

    'messages.schemas': procedure<'messages.schemas'>(onRecord, async ({ cluster, ...place }) => {
      const { record } = await recordAt(bench.cluster(cluster).client, place);
      const decoding = await decodingIn(cluster, place.topic);
      await decoding.prepare([record]);
      const choiceOf = async (part: 'key' | 'value') => {
        const schema = decoding.schemaOf(record, part);
        const encoding = bench.connections.registry(cluster)?.encoding;
        return schema === null ? null : ((await encoding?.choiceOf(place.topic, part, schema)) ?? null);
      };
      return { key: await choiceOf('key'), value: await choiceOf('value') };
    }),

    'messages.decoders': procedure<'messages.decoders'>(onTopic, async (place) =>
      decodersOf(bench.store, place),
    ),

    'messages.setDecoders': procedure<'messages.setDecoders'>(
      decodersInput,
      async ({ decoders, ...place }) => {
        await saveDecoders(bench.store, place, decoders);
        return null;
      },
    ),

    'messages.views': procedure<'messages.views'>(onTopic, async (place) => viewsOf(bench.store, place)),

    'messages.saveView': procedure<'messages.saveView'>(saveViewInput, async ({ view, ...place }) =>
      saveView(bench.store, place, view),
    ),

    'messages.removeView': procedure<'messages.removeView'>(removeViewInput, async ({ name, ...place }) =>
      removeView(bench.store, place, name),
    ),

    'messages.partitionOf': procedure<'messages.partitionOf'>(
      partitionOfInput,
      async ({ cluster, topic, key }) => {
        const registry = bench.connections.registry(cluster);
        const { bytes } = await payloadOfInput(key, { topic, part: 'key', registry });
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
  const { topic, from, until, isolation, invisible } = request;
  const { signal } = outlet;
  const cluster = bench.cluster(request.cluster);
  const { client } = cluster;
  const sieve = await sieveOf(bench, request);
  // While no broker answers the requests below go on trying: the reader should know what they wait for. Why there is no
  // connection is told where it is told of the connection.
  const tell = (said: Said) => outlet.send(noticeOf(null, said));
  let isSilent = false;
  const silence = bench.env.clock.schedule(client.state.state === 'disconnected' ? 0 : SILENCE_MS, () => {
    isSilent = true;
    tell(say('notice.noBroker'));
  });
  try {
    const partitions = await knownPartitions(cluster, topic, request.partitions);
    // Before the bounds are asked for: what is just old enough for them is not outside.
    const times = timesOf(client, from, until);
    const { bounds, notices } = await boundsOf(client, topic, partitions, {
      from,
      until,
      isolation,
      invisible,
      signal,
    });
    silence.cancel();
    if (isSilent) tell(say('notice.brokerAgain'));
    const planned = rangesOf(from, until, bounds);
    for (const notice of [...notices, ...planned.notices]) outlet.send({ kind: 'notice', ...notice });
    const options = {
      sieve,
      isolation,
      signal,
      lane,
      emit: (event: ReadEvent) => outlet.send(event),
    };
    if (from.kind === 'live') {
      await tail(client, topic, planned.ranges, {
        ...options,
        congested: () => outlet.congested,
        unplaced: partitions.filter((one) => !bounds.some(({ partition: placed }) => placed === one)),
        growsFrom: request.partitions.length === 0 ? partitions.length : undefined,
      });
      return;
    }
    const backward = from.kind === 'newest';
    const reason = await readRanges(client, topic, planned.ranges, {
      ...options,
      times,
      direction: backward ? 'backward' : 'forward',
      limit: backward ? Math.min(from.count, request.limit) : request.limit,
      rowBytes: request.whole ? WHOLE_BYTES : undefined,
      drained: () => outlet.drained(),
    });
    outlet.send({ kind: 'done', reason });
  } finally {
    silence.cancel();
    client.closeLane(lane);
  }
}
