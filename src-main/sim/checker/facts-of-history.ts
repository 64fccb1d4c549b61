import type { HistoryEntry } from './history.ts';
import { VersionOrder } from './version-order.ts';

/** One operation with how it ended. */
export interface Operation {
  readonly entry: HistoryEntry;
  /** Place in the order of invocations, by which a producer's sends are ordered. */
  readonly invoked: number;
  readonly invokedMs: number;
  /** Place of its end in the history. */
  readonly ended: number;
  /** Ended ok; or nobody knows, but an ok poll has seen something it sent. */
  mustHaveCommitted: boolean;
}

export interface SentValue {
  readonly operation: Operation;
  readonly offset: number | null;
}

/** A history after the one linear pass that all checks share. */
export interface HistoryFacts {
  /** In the order in which they ended; those without an end come last, as `info`. */
  readonly operations: readonly Operation[];
  readonly orders: ReadonlyMap<string, VersionOrder>;
  /** Who sent a value of a key. */
  readonly writer: (key: string, value: number) => SentValue | undefined;
  readonly writers: ReadonlyMap<string, ReadonlyMap<number, SentValue>>;
}

/** O(steps + offsets log offsets). */
export function gatherFacts(history: readonly HistoryEntry[]): HistoryFacts {
  const operations = pairUp(history);
  const writers = new Map<string, Map<number, SentValue>>();
  const orders = new Map<string, VersionOrder>();
  const orderOf = (key: string) => {
    let order = orders.get(key);
    if (order === undefined) orders.set(key, (order = new VersionOrder(key)));
    return order;
  };
  for (const operation of operations) {
    const { entry } = operation;
    for (const step of entry.steps) {
      const order = orderOf(step.key);
      if (step.f === 'send') {
        let ofKey = writers.get(step.key);
        if (ofKey === undefined) writers.set(step.key, (ofKey = new Map()));
        ofKey.set(step.value, { operation, offset: step.offset });
        continue;
      }
      // Polls of failed operations count as well: a poll must only ever see what is safe.
      for (let index = 0; index < step.offsets.length; index++) {
        order.mention(step.offsets[index], step.values[index]);
        if (entry.type === 'ok') order.seen.add(step.values[index]);
      }
    }
  }
  for (const operation of operations) {
    const { type, steps } = operation.entry;
    operation.mustHaveCommitted =
      type === 'ok' ||
      (type === 'info' &&
        steps.some((step) => step.f === 'send' && orders.get(step.key)!.seen.has(step.value)));
    if (!operation.mustHaveCommitted) continue;
    for (const step of steps)
      if (step.f === 'send' && step.offset !== null) orderOf(step.key).mention(step.offset, step.value);
  }
  for (const order of orders.values()) order.freeze();
  return { operations, orders, writers, writer: (key, value) => writers.get(key)?.get(value) };
}

function pairUp(history: readonly HistoryEntry[]): Operation[] {
  const open = new Map<number, { entry: HistoryEntry; invoked: number }>();
  const operations: Operation[] = [];
  let position = 0;
  for (const entry of history) {
    position++;
    if (entry.type === 'invoke') {
      open.set(entry.op, { entry, invoked: position });
      continue;
    }
    const begun = open.get(entry.op);
    open.delete(entry.op);
    operations.push({
      entry,
      invoked: begun?.invoked ?? position,
      invokedMs: begun?.entry.timeMs ?? entry.timeMs,
      ended: position,
      mustHaveCommitted: false,
    });
  }
  for (const { entry, invoked } of open.values()) {
    operations.push({
      entry: { ...entry, type: 'info' },
      invoked,
      invokedMs: entry.timeMs,
      ended: Infinity,
      mustHaveCommitted: false,
    });
  }
  return operations;
}
