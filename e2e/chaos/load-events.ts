/**
 * What a client program says while it runs, a line each, blanks between:
 *
 *   s GROUP LIFE PARTITION FIRST COUNT   sends COUNT records from sequence FIRST on; LIFE numbers its producers
 *   e GROUP OFFSET,OFFSET,…              how it ended: an offset, `~` acknowledged at an unknown one, `?` not known
 *   r PARTITION OFFSET,… VALUE,…         a consumer read these; values as in record.ts, -1 for a damaged record
 *   g                                    the group gave a consumer other partitions, or the same anew
 *   ! TEXT                               something to tell a person
 */
import type { HistoryEntry, SendStep } from '../../src-main/sim/checker/index.ts';
import { valueOf } from './record.ts';

interface SentGroup {
  readonly process: string;
  readonly producer: number;
  readonly key: string;
  readonly firstSequence: number;
  readonly count: number;
  readonly sentMs: number;
  endedMs: number;
  ends: readonly string[] | undefined;
}

type Event =
  | { readonly timeMs: number; readonly group: SentGroup; readonly at: 'sent' | 'ended' }
  | { readonly timeMs: number; readonly entry: Omit<HistoryEntry, 'op' | 'timeMs'> };

/** An acknowledgement: when, for which partition, and when the records had been sent. */
export interface Acknowledgement {
  readonly timeMs: number;
  readonly sentMs: number;
  readonly partition: number;
  readonly records: number;
}

export interface Client {
  readonly name: string;
  /** Number of the producer, 0 for a consumer. */
  readonly producer: number;
}

/** Collects what all clients of a run said, in the order in which it was heard. */
export class LoadRecorder {
  readonly acknowledgements: Acknowledgement[] = [];
  /** Lines with `!`, and lines that nobody understands. */
  readonly notes: string[] = [];
  readonly #topic: string;
  readonly #events: Event[] = [];
  readonly #open = new Map<string, SentGroup>();
  readonly #acknowledged = new Set<string>();
  /** Of each consumer group, partition → the offset after the last one that was read. */
  readonly readUpTo = new Map<string, Map<number, number>>();

  constructor(topic: string) {
    this.#topic = topic;
  }

  hear(client: Client, line: string, timeMs: number): void {
    const [kind, ...words] = line.split(' ');
    if (kind === 's') this.#sent(client, words, timeMs);
    else if (kind === 'e') this.#ended(client, words, timeMs);
    else if (kind === 'r') this.#read(client, words, timeMs);
    else if (kind === 'g') this.#events.push({ timeMs, entry: entryOf(client, 'subscribe', []) });
    else this.notes.push(`${client.name}: ${kind === '!' ? words.join(' ') : line}`);
  }

  /** Whether a client of this name had anything acknowledged. */
  hasAcknowledged(name: string): boolean {
    return this.#acknowledged.has(name);
  }

  /** The history for the checker; `finalReads` are put behind everything. */
  history(
    finalReads: readonly { key: string; offsets: Float64Array; values: Float64Array }[],
  ): HistoryEntry[] {
    const history: HistoryEntry[] = [];
    const ops = new Map<SentGroup, number>();
    let nextOp = 1;
    for (const event of this.#events) {
      if ('entry' in event) {
        history.push({ ...event.entry, op: nextOp++, timeMs: event.timeMs });
      } else if (event.at === 'sent') {
        ops.set(event.group, nextOp);
        nextOp += event.group.count;
        pushInvocations(history, event.group, ops.get(event.group)!);
      } else pushEnds(history, event.group, ops.get(event.group)!);
    }
    const timeMs = this.#events.at(-1)?.timeMs ?? 0;
    for (const { key, offsets, values } of finalReads) {
      const steps = [{ f: 'poll' as const, key, offsets, values }];
      history.push({ op: nextOp++, process: `final ${key}`, timeMs, type: 'ok', f: 'poll', steps });
    }
    return history;
  }

  #sent(client: Client, words: string[], timeMs: number): void {
    const [id, life, partition, firstSequence, count] = words.map(Number);
    const group: SentGroup = {
      process: `${client.name}.${life}`,
      producer: client.producer,
      key: `${this.#topic}-${partition}`,
      firstSequence,
      count,
      sentMs: timeMs,
      endedMs: 0,
      ends: undefined,
    };
    this.#open.set(`${client.name} ${id}`, group);
    this.#events.push({ timeMs, group, at: 'sent' });
  }

  #ended(client: Client, [id, ends]: string[], timeMs: number): void {
    const group = this.#open.get(`${client.name} ${id}`);
    if (group === undefined) return void this.notes.push(`${client.name}: the end of unknown group ${id}`);
    this.#open.delete(`${client.name} ${id}`);
    group.ends = ends.split(',');
    group.endedMs = timeMs;
    this.#events.push({ timeMs, group, at: 'ended' });
    const records = group.ends.filter((end) => end !== '?').length;
    const partition = Number(group.key.slice(this.#topic.length + 1));
    if (records === 0) return;
    this.#acknowledged.add(client.name);
    this.acknowledgements.push({ timeMs, sentMs: group.sentMs, partition, records });
  }

  #read(client: Client, [partition, offsetList, valueList]: string[], timeMs: number): void {
    const offsets = Float64Array.from(offsetList.split(','), Number);
    const values = Float64Array.from(valueList.split(','), Number);
    const steps = [{ f: 'poll' as const, key: `${this.#topic}-${partition}`, offsets, values }];
    this.#events.push({ timeMs, entry: entryOf(client, 'poll', steps) });
    const group = client.name.replace(/-\d+$/, '');
    const upTo = this.readUpTo.get(group) ?? new Map<number, number>();
    this.readUpTo.set(group, upTo);
    upTo.set(Number(partition), Math.max(upTo.get(Number(partition)) ?? 0, offsets.at(-1)! + 1));
  }
}

function entryOf(client: Client, f: HistoryEntry['f'], steps: HistoryEntry['steps']) {
  return { process: client.name, type: 'ok' as const, f, steps };
}

/** A group of which all is known counts as one operation; otherwise every record may have its own fate. */
const isWhole = ({ ends, count }: SentGroup) =>
  ends !== undefined && ends.length === count && !ends.includes('?');

function stepOf(group: SentGroup, index: number): SendStep {
  const end = group.ends?.[index];
  const offset = end === undefined || end === '?' || end === '~' ? null : Number(end);
  const value = valueOf({ producer: group.producer, sequence: group.firstSequence + index });
  return { f: 'send', key: group.key, value, offset };
}

function pushInvocations(history: HistoryEntry[], group: SentGroup, firstOp: number): void {
  const { process, sentMs: timeMs, count } = group;
  const indexes = Array.from({ length: count }, (_, index) => index);
  if (isWhole(group)) {
    const steps = indexes.map((index) => stepOf(group, index));
    history.push({ op: firstOp, process, timeMs, type: 'invoke', f: 'send', steps });
    return;
  }
  for (const index of indexes)
    history.push({
      op: firstOp + index,
      process,
      timeMs,
      type: 'invoke',
      f: 'send',
      steps: [stepOf(group, index)],
    });
}

function pushEnds(history: HistoryEntry[], group: SentGroup, firstOp: number): void {
  const { process, endedMs: timeMs, count } = group;
  if (isWhole(group)) {
    const steps = Array.from({ length: count }, (_, index) => stepOf(group, index));
    history.push({ op: firstOp, process, timeMs, type: 'ok', f: 'send', steps });
    return;
  }
  for (let index = 0; index < count; index++) {
    const type = (group.ends?.[index] ?? '?') === '?' ? 'info' : 'ok';
    history.push({ op: firstOp + index, process, timeMs, type, f: 'send', steps: [stepOf(group, index)] });
  }
}
