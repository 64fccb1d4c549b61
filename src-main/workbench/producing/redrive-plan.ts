// What becomes of a stored record that is sent on: where it goes, and with which headers. Pure.
import { type RedriveRequest, type Said, say } from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import type { Outgoing } from './outgoing.ts';

/** A record and where it lies. */
export interface StoredRecord {
  readonly partition: number;
  readonly record: LogRecord;
}

export type RedriveRules = Pick<
  RedriveRequest,
  'topic' | 'target' | 'keepPartition' | 'keepTimestamp' | 'provenance' | 'removeHeaders'
>;

export type Redriven = { readonly topic: string; readonly outgoing: Outgoing } | { readonly skipped: Said };

const PREFIX = 'sluice.source.';

/** Key and value are the stored bytes; so are the headers that stay, in their order. `line`: its number in the row. */
export function redriven({ partition, record }: StoredRecord, line: number, rules: RedriveRules): Redriven {
  const topic = targetTopic(record, rules.target);
  if (typeof topic !== 'string') return topic;
  const removed = new Set(rules.removeHeaders);
  const headers = record.headers
    .filter(({ key }) => !removed.has(key) && !(rules.provenance && key.startsWith(PREFIX)))
    .map(({ key, value }) => ({ key, value }));
  if (rules.provenance) {
    const facts: Record<string, string> = {
      topic: rules.topic,
      partition: String(partition),
      offset: String(record.offset),
      timestamp: String(record.timestamp),
    };
    for (const [name, value] of Object.entries(facts))
      headers.push({ key: PREFIX + name, value: Buffer.from(value) });
  }
  return {
    topic,
    outgoing: {
      line,
      partition: rules.keepPartition ? partition : null,
      key: record.key,
      value: record.value,
      headers,
      timestampMs: rules.keepTimestamp ? record.timestamp : null,
    },
  };
}

/** Kafka's rule for names (`Topic.validate`): a header may hold anything. */
const TOPIC_NAME = /^[\w.-]{1,249}$/;

function targetTopic(
  record: LogRecord,
  { topic, topicHeader }: RedriveRequest['target'],
): string | { skipped: Said } {
  if (topicHeader !== null) {
    // The newest of several: each hop of a record appends its own.
    const header = record.headers.findLast(({ key }) => key === topicHeader);
    const named = header?.value?.toString('utf8');
    if (named !== undefined && TOPIC_NAME.test(named) && named !== '.' && named !== '..') return named;
    if (topic === '')
      return {
        skipped:
          named === undefined
            ? say('redrive.noHeader', { header: topicHeader })
            : say('redrive.badHeader', { header: topicHeader }),
      };
  }
  return topic;
}
