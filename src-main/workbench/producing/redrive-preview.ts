/** What a redrive would do, without writing anything. */
import type { KafkaClient } from '../../client/index.ts';
import {
  type LineProblem,
  type RedrivePreview,
  type RedriveRequest,
  type SaidValue,
  say,
} from '../../contract/index.ts';
import { failure } from '../router/index.ts';
import { problemAt } from './jobs.ts';
import { partitionOf, plannedOf } from './outgoing.ts';
import { placeOf, type StoredSource } from './redrive-job.ts';
import { redriven } from './redrive-plan.ts';
import { rangesToRead, readStored } from './stored-records.ts';

/** It looks no further. */
const PREVIEW_RECORDS = 10_000;
const SAMPLE = 20;
const SKIPPED_SHOWN = 100;

/** What would happen, without writing anything. Throws a Failure when the chosen topic does not exist. */
export async function previewRedrive(
  request: RedriveRequest,
  source: StoredSource,
  target: KafkaClient,
  signal: AbortSignal,
): Promise<RedrivePreview> {
  const skipped: LineProblem[] = [];
  let skippedCount = 0;
  const skip = (place: string, reason: SaidValue) => {
    skippedCount++;
    if (skipped.length < SKIPPED_SHOWN) skipped.push(problemAt(place, reason));
  };
  const partitions = new Map<string, number | null>();
  const partitionsOf = async (topic: string): Promise<number | null> => {
    if (!partitions.has(topic)) {
      const found = (await target.describeTopics([topic])).topics.get(topic);
      partitions.set(topic, found?.errorCode === 0 ? found.partitions.length : null);
    }
    return partitions.get(topic)!;
  };
  const counts = new Map<string, RedrivePreview['targets'][number]>();
  const sample: RedrivePreview['sample'][number][] = [];
  let [records, sizeBytes, line] = [0, 0, 0];
  const wanted = limitOf(request.source);
  const looked = { ...request, source: limited(request.source) };
  if (request.target.topic !== '' && (await partitionsOf(request.target.topic)) === null)
    throw failure(
      'not-found',
      say('redrive.noTarget', { topic: request.target.topic }),
      say('redrive.noTarget.next'),
    );
  const context = { ...source, signal };
  await readStored(looked.source, {
    ...context,
    ranges: looked.source.kind === 'filter' ? await rangesToRead(looked.source, context, skip) : [],
    behind: () => 0,
    taken: 0,
    onMissing: skip,
    async take(stored) {
      for (const one of stored) {
        const plan = redriven(one, ++line, request);
        if ('skipped' in plan) {
          skip(placeOf(one), plan.skipped);
          continue;
        }
        const count = await partitionsOf(plan.topic);
        if (count === null) {
          skip(placeOf(one), say('redrive.noTopic', { topic: plan.topic }));
          continue;
        }
        const partition = partitionOf(plan.outgoing, count);
        if (partition !== null && partition >= count) {
          skip(placeOf(one), say('redrive.noPartition', { topic: plan.topic, partition }));
          continue;
        }
        records++;
        const planned = plannedOf(plan.outgoing, count);
        sizeBytes += planned.sizeBytes;
        const place = `${plan.topic}/${partition}`;
        counts.set(place, {
          topic: plan.topic,
          partition,
          records: (counts.get(place)?.records ?? 0) + 1,
        });
        if (sample.length < SAMPLE) sample.push({ ...planned, from: placeOf(one), topic: plan.topic });
      }
    },
  });
  const targets = [...counts.values()].sort(
    (a, b) => a.topic.localeCompare(b.topic) || (a.partition ?? -1) - (b.partition ?? -1),
  );
  return {
    records,
    more: line >= PREVIEW_RECORDS && wanted > PREVIEW_RECORDS,
    sizeBytes,
    targets,
    skipped,
    skippedCount,
    sample,
  };
}

function limitOf(source: RedriveRequest['source']): number {
  if (source.kind === 'selection') return source.records.length;
  return source.from.kind === 'newest' ? Math.min(source.limit, source.from.count) : source.limit;
}

function limited(source: RedriveRequest['source']): RedriveRequest['source'] {
  if (source.kind === 'filter') return { ...source, limit: Math.min(source.limit, PREVIEW_RECORDS) };
  return { ...source, records: source.records.slice(0, PREVIEW_RECORDS) };
}
