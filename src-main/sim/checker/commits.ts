/** Checks about the committed offsets of groups. */
import type { HistoryFacts } from './facts-of-history.ts';
import type { Findings } from './findings.ts';

/** A group commits what was processed, goes on and not back, and listens to its newest generation only. */
export function checkCommits({ operations }: HistoryFacts, findings: Findings): void {
  const committed = new Map<string, number>();
  const generations = new Map<string, { generation: number; ended: number }>();
  for (const { entry, invoked, ended } of operations) {
    const { commit, process } = entry;
    if (entry.f !== 'commit' || entry.type !== 'ok' || commit === undefined) continue;
    const { group, generation, key, offset, processed, reset } = commit;
    const what = `${process} committed ${offset} of ${key} for ${group} in generation ${generation}`;
    if (offset > processed)
      findings.add('commit-beyond-processed', `${what}, having processed up to ${processed}`);
    const newest = generations.get(group);
    // A commit that was under way when the next generation's first came may have been before it.
    if (newest !== undefined && generation < newest.generation && invoked > newest.ended)
      findings.add('fenced-commit', `${what}, after one of generation ${newest.generation}`);
    if (newest === undefined || generation > newest.generation) generations.set(group, { generation, ended });
    const place = `${group} ${key}`;
    const before = committed.get(place);
    if (before !== undefined && offset < before && reset !== true)
      findings.add('commit-went-back', `${what}, after ${before}`);
    committed.set(place, offset);
  }
}
