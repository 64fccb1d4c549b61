/** What screens may ask of producing, checked where it comes in. */
import { clusterId, offset, onTopic, partition, topicName, z } from '../router/index.ts';
import { readFilterInput, readFromInput, readUntilInput } from './read-input.ts';
import { schemaChoice } from './schema-inputs.ts';

export const clusterAndTopic = onTopic;
const text = z.string().check(z.maxLength(1_000_000));
export const templateName = z.string().check(z.trim(), z.minLength(1), z.maxLength(80));
const schemas = z.optional(
  z.object({
    key: z.optional(z.nullable(schemaChoice)),
    value: z.optional(z.nullable(schemaChoice)),
  }),
);
export const template = z.object({
  key: z.nullable(text),
  value: z.nullable(text),
  headers: z.array(z.object({ name: text, value: z.nullable(text) })).check(z.maxLength(200)),
  partition: z.nullable(partition),
  schemas,
});
export const generation = z.object({ seed: z.int(), firstSequence: z.int() });
const compression = z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']);
const options = z.object({
  compression,
  acks: z.enum(['all', 'leader', 'none']),
});
const column = z.nullable(z.int().check(z.minimum(0), z.maximum(10_000)));

export const batchInput = z.extend(onTopic, {
  source: z.string(),
  format: z.enum(['jsonl', 'json', 'csv']),
  shape: z.enum(['value', 'message']),
  csv: z.nullable(
    z.object({
      delimiter: z.enum([',', ';', '\t']),
      hasHeader: z.boolean(),
      key: column,
      value: z.union([z.literal('row'), column]),
      headers: column,
      partition: column,
      timestamp: column,
      emptyIsNull: z.boolean(),
    }),
  ),
  schemas,
  options,
  transaction: z.boolean(),
  onError: z.enum(['stop', 'skip']),
});

const RATE_MAX = 200_000;
const DURATION_MAX_MS = 24 * 3_600_000;
export const loadInput = z.extend(onTopic, {
  template,
  generation,
  options,
  messagesPerSecond: z.number().check(z.minimum(0.1), z.maximum(RATE_MAX)),
  stop: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('count'), count: z.int().check(z.minimum(1), z.maximum(1_000_000_000)) }),
    z.object({
      kind: z.literal('duration'),
      durationMs: z.int().check(z.minimum(100), z.maximum(DURATION_MAX_MS)),
    }),
  ]),
});

const RECORDS_MAX = 100_000;
/** A whole topic may be sent on; read back from the end it is held in memory first. */
const FILTER_MAX = 1_000_000_000;
export const redriveInput = z.extend(onTopic, {
  source: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('selection'),
      records: z.array(z.object({ partition, offset })).check(z.minLength(1), z.maxLength(RECORDS_MAX)),
    }),
    z.object({
      kind: z.literal('filter'),
      partitions: z.array(partition),
      from: readFromInput,
      until: readUntilInput,
      filter: readFilterInput,
      isolation: z.enum(['read_uncommitted', 'read_committed']),
      limit: z.int().check(z.minimum(1), z.maximum(FILTER_MAX)),
    }),
  ]),
  target: z.object({
    cluster: clusterId,
    topic: z.union([z.literal(''), topicName]),
    topicHeader: z.nullable(z.string().check(z.minLength(1), z.maxLength(1_000))),
  }),
  keepPartition: z.boolean(),
  keepTimestamp: z.boolean(),
  provenance: z.boolean(),
  removeHeaders: z.array(z.string().check(z.maxLength(1_000))).check(z.maxLength(200)),
  options: z.object({ compression }),
});
