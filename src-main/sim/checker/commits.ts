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

interface Committed {
  readonly offset: number;
  readonly invoked: number;
  /** Infinity: nobody knows when, or whether, it takes effect. */
  readonly ended: number;
}

/**
 * What a group's coordinator says is committed was committed once, and once the cluster is healed nothing that was
 * acknowledged is missing. A commit that nobody knows the end of may take effect at any later time. O(commits of a
 * place) per read.
 */
export function checkFetchedOffsets({ operations }: HistoryFacts, findings: Findings): void {
  const commits = new Map<string, Committed[]>();
  for (const { entry, invoked, ended } of operations) {
    const { commit, f, type } = entry;
    if (f !== 'commit' || commit === undefined || type === 'fail') continue;
    const place = `${commit.group} ${commit.key}`;
    const known = commits.get(place);
    const one = { offset: commit.offset, invoked, ended: type === 'ok' ? ended : Infinity };
    if (known === undefined) commits.set(place, [one]);
    else known.push(one);
  }
  for (const { entry, invoked, ended } of operations) {
    const { fetched, process, type } = entry;
    if (type !== 'ok' || fetched === undefined) continue;
    const { group, key, offset, isFinal } = fetched;
    const what = `${process} was told ${offset} for ${key} of ${group}`;
    const ofPlace = commits.get(`${group} ${key}`) ?? [];
    if (offset >= 0 && !ofPlace.some((one) => one.offset === offset && one.invoked < ended)) {
      findings.add('commit-from-nowhere', `${what}, which nobody had committed`);
      continue;
    }
    if (!isFinal) continue;
    const acknowledged = ofPlace.filter((one) => one.ended < invoked);
    const since = acknowledged.reduce((latest, one) => Math.max(latest, one.invoked), -1);
    const mayBe = ofPlace.some((one) => one.offset === offset && one.ended > since);
    if (acknowledged.length > 0 && !mayBe)
      findings.add('commit-lost', `${what}, but ${acknowledged.at(-1)!.offset} was acknowledged later`);
  }
}
