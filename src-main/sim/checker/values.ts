/** Checks about which values are where: nothing lost, doubled, made up or half there. */
import type { HistoryFacts } from './facts-of-history.ts';
import type { Findings } from './findings.ts';
import type { VersionOrder } from './version-order.ts';

/** An offset that holds two values, for whom ever. */
export function checkInconsistentOffsets({ orders }: HistoryFacts, findings: Findings): void {
  for (const { key, valueAt } of orders.values()) {
    for (const [offset, others] of valueAt.conflicts)
      findings.add(
        'inconsistent-offsets',
        `${key}@${offset} is ${valueAt.first.get(offset)} and ${others.join()}`,
      );
  }
}

/** A value at two offsets. */
export function checkDuplicates({ orders }: HistoryFacts, findings: Findings): void {
  for (const order of orders.values()) {
    for (const { value, offsets } of order.duplicates())
      findings.add('duplicate', `${order.key} holds ${value} at ${offsets.join(' and ')}`);
  }
}

/** Ok polls that saw what nobody wrote, what certainly failed, or what their own transaction sent. */
export function checkReads({ operations, writer }: HistoryFacts, findings: Findings): void {
  for (const { entry } of operations) {
    if (entry.type !== 'ok') continue;
    for (const step of entry.steps) {
      if (step.f !== 'poll') continue;
      for (let index = 0; index < step.values.length; index++) {
        const value = step.values[index];
        const where = `${entry.process} read ${value} at ${step.key}@${step.offsets[index]}`;
        const sent = writer(step.key, value);
        if (sent === undefined) findings.add('unwritten-read', `${where}, which nobody sent`);
        else if (sent.operation.entry.type === 'fail')
          findings.add('G1a', `${where}, whose send failed (${sent.operation.entry.error ?? ''})`);
        else if (sent.operation.entry === entry)
          findings.add('precommitted-read', `${where}, which its own transaction sent`);
      }
    }
  }
}

/**
 * Below the highest first index that was read, every value that must have been committed must have been read. The
 * first and last indexes make it careful where offsets conflict.
 */
export function checkLostWrites({ operations, orders }: HistoryFacts, findings: Findings): void {
  const bounds = new Map<VersionOrder, number>();
  for (const order of orders.values()) {
    let bound = -1;
    for (const value of order.seen) bound = Math.max(bound, order.firstIndexOf(value)!);
    bounds.set(order, bound);
  }
  for (const { entry, mustHaveCommitted } of operations) {
    if (!mustHaveCommitted) continue;
    for (const step of entry.steps) {
      if (step.f !== 'send') continue;
      const order = orders.get(step.key)!;
      const last = order.lastIndexOf(step.value);
      if (last === undefined || order.seen.has(step.value) || last > bounds.get(order)!) continue;
      findings.add(
        'lost-write',
        `${step.key}@${step.offset ?? '?'}=${step.value} of ${entry.process} (${entry.type}) was never read, later offsets were`,
      );
    }
  }
}

/**
 * With final reads of everything behind us, what was acknowledged has been seen, and a transaction was seen as a whole
 * or not at all.
 */
export function checkUnseen({ operations, orders }: HistoryFacts, findings: Findings): void {
  for (const { entry, mustHaveCommitted } of operations) {
    if (!mustHaveCommitted) continue;
    for (const step of entry.steps) {
      if (step.f !== 'send' || orders.get(step.key)!.seen.has(step.value)) continue;
      const what = `${step.key}@${step.offset ?? '?'}=${step.value} of ${entry.process}`;
      if (entry.type === 'ok') findings.add('unseen', `${what} was acknowledged and never read`);
      else findings.add('torn-transaction', `${what} was never read, other sends of its transaction were`);
    }
  }
}
