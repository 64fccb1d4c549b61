/** Checks about order: consumers move on without jumps, producers' records stand in the order they were sent. */
import type { HistoryFacts, Operation } from './facts-of-history.ts';
import type { Findings } from './findings.ts';

/** Between one process's polls of a key, and within one. */
export function checkPollOrder({ operations, orders }: HistoryFacts, findings: Findings): void {
  const positions = new Map<string, Map<string, number>>();
  const subscribed = new Set<string>();
  for (const { entry } of operations) {
    const { process, type, f } = entry;
    if (f === 'assign' || f === 'subscribe' || f === 'crash') {
      if (type !== 'fail') positions.delete(process);
      if (f === 'subscribe') subscribed.add(process);
      if (f === 'assign') subscribed.delete(process);
      continue;
    }
    if (type !== 'ok') continue;
    let ofProcess = positions.get(process);
    if (ofProcess === undefined) positions.set(process, (ofProcess = new Map()));
    const inOperation = new Set<string>();
    for (const step of entry.steps) {
      if (step.f !== 'poll' || step.offsets.length === 0) continue;
      const order = orders.get(step.key)!;
      let last = ofProcess.get(step.key);
      for (let index = 0; index < step.offsets.length; index++) {
        const at = order.indexOf(step.offsets[index]);
        const within = inOperation.has(step.key);
        inOperation.add(step.key);
        const delta = last === undefined ? 1 : at - last;
        last = at;
        if (delta === 1 || (within && entry.rebalanced?.includes(step.key) === true)) continue;
        const detail = `${process} went from index ${at - delta} to ${at} of ${step.key} (offset ${step.offsets[index]})`;
        const severity = !within && subscribed.has(process) ? 'report' : 'fatal';
        const check = delta > 1 ? 'poll-skip' : 'nonmonotonic-poll';
        findings.add(within ? `int-${check}` : check, detail, severity);
      }
      ofProcess.set(step.key, last!);
    }
  }
}

/** Of one producer, what was sent later stands at a higher index; within a transaction, too. */
export function checkSendOrder({ operations, orders }: HistoryFacts, findings: Findings): void {
  const newest = new Map<string, number>();
  const bySending = (a: Operation, b: Operation) => a.invoked - b.invoked;
  for (const { entry, mustHaveCommitted } of [...operations].sort(bySending)) {
    if (!mustHaveCommitted) continue;
    const inOperation = new Map<string, number>();
    for (const step of entry.steps) {
      if (step.f !== 'send') continue;
      const index = orders.get(step.key)!.firstIndexOf(step.value);
      if (index === undefined) continue;
      const before = inOperation.get(step.key);
      const place = `${entry.process} ${step.key}@${step.offset ?? '?'}=${step.value}`;
      if (before === undefined) {
        const key = `${entry.process} ${step.key}`;
        const last = newest.get(key);
        if (last !== undefined && index <= last)
          findings.add('nonmonotonic-send', `${place} stands at index ${index}, an earlier send at ${last}`);
      } else if (index <= before) {
        findings.add(
          'int-nonmonotonic-send',
          `${place} stands at index ${index}, the send before it at ${before}`,
        );
      } else if (index > before + 1) {
        findings.add('int-send-skip', `${place}: ${index - before - 1} foreign records before it`, 'report');
      }
      inOperation.set(step.key, index);
    }
    for (const [key, index] of inOperation) {
      const name = `${entry.process} ${key}`;
      newest.set(name, Math.max(index, newest.get(name) ?? -1));
    }
  }
}

/**
 * Whatever was acknowledged before a send began stands before it, whoever sent it: a log only grows at its end. Only a
 * log that lost its end, or a leader that was replaced and does not know it, does otherwise. O(sends log sends).
 */
export function checkRealtimeOrder({ operations, orders }: HistoryFacts, findings: Findings): void {
  interface Placed {
    readonly atPosition: number;
    readonly index: number;
    readonly what: string;
  }
  const acknowledged = new Map<string, Placed[]>();
  const begun = new Map<string, Placed[]>();
  const add = (map: Map<string, Placed[]>, key: string, placed: Placed) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [placed]);
    else known.push(placed);
  };
  for (const { entry, invoked, ended, mustHaveCommitted } of operations) {
    if (!mustHaveCommitted) continue;
    for (const step of entry.steps) {
      if (step.f !== 'send') continue;
      const order = orders.get(step.key)!;
      const first = order.firstIndexOf(step.value);
      if (first === undefined) continue;
      const what = `${step.key}=${step.value} of ${entry.process}`;
      // Where a value stands twice, each end counts in the direction that accuses nobody wrongly.
      if (entry.type === 'ok') add(acknowledged, step.key, { atPosition: ended, index: first, what });
      add(begun, step.key, { atPosition: invoked, index: order.lastIndexOf(step.value)!, what });
    }
  }
  const byPosition = (a: Placed, b: Placed) => a.atPosition - b.atPosition;
  for (const [key, later] of begun) {
    const earlier = (acknowledged.get(key) ?? []).sort(byPosition);
    let next = 0;
    let highest: Placed | undefined;
    for (const one of later.sort(byPosition)) {
      for (; next < earlier.length && earlier[next].atPosition < one.atPosition; next++)
        if (highest === undefined || earlier[next].index > highest.index) highest = earlier[next];
      if (highest !== undefined && one.index < highest.index)
        findings.add(
          'realtime-send',
          `${one.what} stands at index ${one.index}, before ${highest.what} at ${highest.index}, which was acknowledged before it began`,
        );
    }
  }
}
