import { type KafkaClient, ReadOnlyError } from '../../client/index.ts';
import {
  type BatchPreview,
  type BatchRequest,
  type ClusterId,
  type LearntShape,
  type LineProblem,
  type MessageRow,
  type MessageTemplate,
  type RedriveRequest,
  type Said,
  type SaidValue,
  say,
} from '../../contract/index.ts';
import { Produce } from '../../protocol/index.ts';
import type { Bench } from '../bench.ts';
import { boundsOf, rangesOf } from '../messages/ranges.ts';
import { readRanges } from '../messages/read.ts';
import { sieveOf } from '../messages/sieve.ts';
import { partitionsOf } from '../messages/send.ts';
import {
  type BatchContext,
  BatchJob,
  Generator,
  type Job,
  JobBoard,
  LoadJob,
  MessageEncoder,
  plannedOf,
  previewRedrive,
  problemAt,
  type RedriveContext,
  RedriveJob,
  schemaFrom,
  Sources,
  type StoredSource,
  TemplateError,
} from '../producing/index.ts';
import { invalidInput, onCluster, onTopic, procedure, stream, z } from '../router/index.ts';
import {
  batchInput,
  clusterAndTopic,
  generation,
  loadInput,
  redriveInput,
  template,
  templateName,
} from './producing-input.ts';
import { knownPartitions } from './known-partitions.ts';
import { untilLeft } from './watch.ts';

const HISTORY_PAGE = 200;
const PREVIEW_MAX = 100;
const PREVIEW_LINES = 20;
const PROBLEMS_SHOWN = 20;
/** Of those that a JSON shape is learnt from. */
const SHAPE_RECORDS = 200;
const SHAPE_TIMEOUT_MS = 4_000;
/** Of a piece of a source, in base64. */
const PIECE_MAX = 2 * 1024 * 1024;

const NO_FILTER = { text: '', clauses: [], script: '' };
const sourceName = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const onJob = z.object({ job: z.string() });
const previewInput = z.extend(onTopic, {
  template,
  generation,
  count: z.int().check(z.minimum(1), z.maximum(PREVIEW_MAX)),
});
const historyInput = z.object({
  cluster: z.nullable(clusterAndTopic.shape.cluster),
  topic: z.nullable(clusterAndTopic.shape.topic),
  search: z.string().check(z.maxLength(1_000)),
  before: z.nullable(z.int()),
});

/** Writing many messages, what was written, and the jobs that do it. */
export function producingService(bench: Bench) {
  const { env, store } = bench;
  const { clock } = env;
  const name = (bytes: number) => Buffer.from(env.random.bytes(bytes)).toString('hex');
  const sources = new Sources(`${bench.start.databasePath}.sources`, () => name(8));
  const board = new JobBoard({
    clock,
    keepAlive: (keep) => bench.keepAlive('jobs', keep),
    // One that ended because the workbench does is told of in its next life.
    onEnd: (view) => store.isOpen && store.saveSentJob(view),
  });
  let lanes = 0;

  /** Before anything is begun that could only fail. */
  const writable = (cluster: ClusterId): KafkaClient => {
    const { client } = bench.cluster(cluster);
    if (client.readOnly) throw new ReadOnlyError(Produce);
    return client;
  };
  const registryOf = (cluster: ClusterId) => bench.connections.registry(cluster);
  const start = (job: Job): { job: string } => {
    board.start(job);
    return { job: job.id };
  };
  const generatorOf = (from: MessageTemplate, by: { seed: number; firstSequence: number }) =>
    Generator.make(from, by).catch(explain);

  const storedSource = async (request: RedriveRequest): Promise<StoredSource> => {
    const { cluster, topic, source } = request;
    const filter = source.kind === 'filter' ? source.filter : NO_FILTER;
    return {
      client: bench.cluster(cluster).client,
      topic,
      sieve: await sieveOf(bench, { cluster, topic, filter, invisible: false }),
      lane: `redrive-${++lanes}`,
    };
  };
  /** No partitions named: all that there are. */
  const resolved = async (request: RedriveRequest): Promise<RedriveRequest> => {
    const { cluster, topic, source } = request;
    if (source.kind === 'selection') return request;
    const partitions = await knownPartitions(bench.cluster(cluster), topic, source.partitions);
    return { ...request, source: { ...source, partitions } };
  };

  const redriveContext = (request: RedriveRequest): RedriveContext => ({
    clock,
    journal: store.redrives,
    open: async () => ({ source: await storedSource(request), target: writable(request.target.cluster) }),
  });
  const batchContext = ({ cluster }: BatchRequest): BatchContext => ({
    clock,
    journal: store.batches,
    sources,
    open: () => ({ client: writable(cluster), registry: registryOf(cluster) }),
  });
  for (const one of store.redrives.unfinished())
    board.restore(RedriveJob.restored(redriveContext(one.request), one));
  for (const one of store.batches.unfinished()) {
    sources.keep(one.request.source);
    board.restore(BatchJob.restored(batchContext(one.request), one));
  }

  return {
    'producing.templates': procedure<'producing.templates'>(onTopic, async ({ cluster, topic }) =>
      store.templates(cluster, topic),
    ),
    'producing.saveTemplate': procedure<'producing.saveTemplate'>(
      z.extend(onTopic, { name: templateName, template }),
      async ({ cluster, topic, name: under, template: body }) => {
        await generatorOf(body, { seed: 1, firstSequence: 1 });
        store.saveTemplate(cluster, topic, { name: under, template: body, savedAtMs: clock.wallMs() });
        return store.templates(cluster, topic);
      },
    ),
    'producing.removeTemplate': procedure<'producing.removeTemplate'>(
      z.extend(onTopic, { name: templateName }),
      async ({ cluster, topic, name: under }) => {
        store.removeTemplate(cluster, topic, under);
        return store.templates(cluster, topic);
      },
    ),
    'producing.preview': procedure<'producing.preview'>(previewInput, async (request) => {
      const { cluster, topic, template: from } = request;
      const generator = await generatorOf(from, request.generation);
      const partitions = (await partitionsOf(bench.cluster(cluster), topic)).length;
      const encoder = await MessageEncoder.open(registryOf(cluster), topic, from.schemas);
      const nowMs = clock.wallMs();
      try {
        const messages = Array.from({ length: request.count }, (_, index) => {
          const made = generator.message(index, nowMs);
          const message = encoder?.encode(made) ?? made;
          if ('problem' in message) throw invalidInput(sentence(message.problem));
          return plannedOf(message, partitions, made);
        });
        return { messages, partitions };
      } catch (error) {
        return explain(error);
      }
    }),
    'producing.shape': procedure<'producing.shape'>(onTopic, ({ cluster, topic }, signal) =>
      shapeOf(bench, { cluster, topic, lane: `shape-${++lanes}`, signal }),
    ),
    'producing.history': procedure<'producing.history'>(historyInput, async (request) => {
      const entries = store.sent({ ...request, limit: HISTORY_PAGE + 1 });
      return { entries: entries.slice(0, HISTORY_PAGE), more: entries.length > HISTORY_PAGE };
    }),
    'producing.clearHistory': procedure<'producing.clearHistory'>(onCluster, async ({ cluster }) => {
      store.clearSent(cluster);
      return null;
    }),

    'producing.openSource': procedure<'producing.openSource'>(z.null(), async () => ({
      source: await sources.open(),
    })),
    'producing.addToSource': procedure<'producing.addToSource'>(
      z.object({ source: sourceName, base64: z.string().check(z.maxLength(PIECE_MAX)) }),
      async ({ source, base64 }) => ({ sizeBytes: await sources.add(source, Buffer.from(base64, 'base64')) }),
    ),
    'producing.dropSource': procedure<'producing.dropSource'>(
      z.object({ source: sourceName }),
      async ({ source }) => {
        await sources.drop(source);
        return null;
      },
    ),
    'producing.batchPreview': procedure<'producing.batchPreview'>(batchInput, (request) =>
      previewBatch(bench, sources, request),
    ),
    'producing.batch': procedure<'producing.batch'>(batchInput, async (request) => {
      writable(request.cluster);
      await sources.sizeBytes(request.source);
      await MessageEncoder.open(registryOf(request.cluster), request.topic, request.schemas);
      return start(BatchJob.begun(batchContext(request), name(8), request));
    }),
    'producing.load': procedure<'producing.load'>(loadInput, async (request) => {
      const client = writable(request.cluster);
      const generator = await generatorOf(request.template, request.generation);
      const registry = registryOf(request.cluster);
      const encoder = await MessageEncoder.open(registry, request.topic, request.template.schemas);
      try {
        const made = generator.message(0, clock.wallMs());
        const message = encoder?.encode(made) ?? made;
        if ('problem' in message) throw invalidInput(sentence(message.problem));
      } catch (error) {
        return explain(error);
      }
      return start(new LoadJob({ client, registry, id: name(8) }, request, generator));
    }),
    'producing.redrivePreview': procedure<'producing.redrivePreview'>(
      redriveInput,
      async (request, signal) => {
        const target = writable(request.target.cluster);
        const source = await storedSource(request);
        try {
          return await previewRedrive(await resolved(request), source, target, signal);
        } finally {
          source.client.closeLane(source.lane);
        }
      },
    ),
    'producing.redrive': procedure<'producing.redrive'>(redriveInput, async (request) => {
      writable(request.target.cluster);
      const whole = await resolved(request);
      return start(RedriveJob.begun(redriveContext(whole), name(8), whole));
    }),

    'jobs.cancel': procedure<'jobs.cancel'>(onJob, async ({ job }) => {
      board.find(job).cancel();
      return null;
    }),
    'jobs.resume': procedure<'jobs.resume'>(
      z.extend(onJob, { onError: z.optional(z.enum(['stop', 'skip'])) }),
      async ({ job, onError }) => {
        const found = board.find(job);
        writable(found.facts.cluster);
        if (onError !== undefined && found instanceof BatchJob) found.setOnError(onError);
        board.resume(job);
        return null;
      },
    ),
    'jobs.dismiss': procedure<'jobs.dismiss'>(onJob, async ({ job }) => {
      await board.dismiss(job);
      return null;
    }),
    'jobs.watch': stream<'jobs.watch'>(z.object({}), async (_input, outlet) => {
      const leave = board.listen((jobs) => outlet.latest(jobs));
      await untilLeft(outlet.signal, leave);
    }),
  };
}

function explain(error: unknown): never {
  if (error instanceof TemplateError) throw invalidInput(error.said);
  throw error;
}

/** What an encoder says is a sentence by itself. */
function sentence(said: SaidValue): Said {
  return typeof said === 'object' ? said : say('words', { reason: said });
}

async function previewBatch(bench: Bench, sources: Sources, request: BatchRequest): Promise<BatchPreview> {
  const partitions = (await partitionsOf(bench.cluster(request.cluster), request.topic)).length;
  const { topic, source, format, csv, schemas } = request;
  const encoder = await MessageEncoder.open(bench.connections.registry(request.cluster), topic, schemas);
  const messages: BatchPreview['messages'][number][] = [];
  const problems: LineProblem[] = [];
  for await (const entry of sources.read(source, request, encoder?.encoded)) {
    const message = 'problem' in entry ? entry : (encoder?.encode(entry.message) ?? entry.message);
    if ('problem' in message) problems.push(problemAt(String(entry.line), message.problem));
    else if ('message' in entry) messages.push(plannedOf(message, partitions, entry.message));
    if (messages.length >= PREVIEW_LINES || problems.length >= PROBLEMS_SHOWN) break;
  }
  return {
    sizeBytes: await sources.sizeBytes(source),
    columns: format === 'csv' && csv !== null ? await sources.columns(source, csv) : [],
    messages,
    problems,
    partitions,
  };
}

/** What the newest JSON values have in common. */
async function shapeOf(
  bench: Bench,
  asked: { cluster: ClusterId; topic: string; lane: string; signal: AbortSignal },
): Promise<LearntShape> {
  const { topic, lane } = asked;
  const cluster = bench.cluster(asked.cluster);
  const { client } = cluster;
  const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(SHAPE_TIMEOUT_MS)]);
  const values: unknown[] = [];
  const onRows = (rows: readonly MessageRow[]) => {
    for (const { value } of rows) {
      if (value.format !== 'json' || value.cut) continue;
      try {
        values.push(JSON.parse(value.text));
      } catch {
        // A decoder's text need not be JSON.
      }
    }
  };
  try {
    const from = { kind: 'newest', count: SHAPE_RECORDS } as const;
    const isolation = 'read_uncommitted' as const;
    const partitions = await knownPartitions(cluster, topic, []);
    const options = { from, until: null, isolation, invisible: false, signal };
    const { bounds } = await boundsOf(client, topic, partitions, options);
    await readRanges(client, topic, rangesOf(from, null, bounds).ranges, {
      direction: 'backward',
      limit: SHAPE_RECORDS,
      sieve: await sieveOf(bench, { cluster: asked.cluster, topic, filter: NO_FILTER, invisible: false }),
      isolation,
      signal,
      lane,
      rowBytes: 64 * 1024,
      emit: (event) => event.kind === 'rows' && onRows(event.rows),
      drained: () => Promise.resolve(),
    });
  } catch (error) {
    // What was read until then is enough to help; nobody waits longer for completion.
    if (asked.signal.aborted || !signal.aborted) throw error;
  } finally {
    client.closeLane(lane);
  }
  return { schema: schemaFrom(values), records: values.length };
}
