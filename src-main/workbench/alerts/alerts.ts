/** Holds the lag of groups against the rules that a person made, whoever looks, and tells them. */
import {
  type AlertFiring,
  type AlertRule,
  type AlertStanding,
  type AlertsView,
  type ClusterId,
  LOCAL_CLUSTER,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { OldestUnread } from '../lag/index.ts';
import { type Cluster, type GroupState, groupPartitions, localName } from '../model/index.ts';
import { type Judged, judge, matchesPattern } from './judge.ts';
import { type Language, wordsOf } from './words.ts';

const LOOK_EVERY_MS = 1_000;
/** Time behind has to be read from the logs. */
const READ_EVERY_MS = 5_000;
const FIRINGS_SHOWN = 500;
const KEEP_ALIVE = 'alerts';
const LANGUAGE = 'language of notifications';

interface Subject {
  readonly rule: AlertRule;
  readonly groupId: string;
  readonly topic: string;
  judged: Judged | undefined;
  value: number | null;
  /** Of the history, while it fires. */
  firingId: number | null;
}

interface WatchedCluster {
  readonly cluster: Cluster;
  readonly unwatch: () => void;
  lookedMs: number;
  readMs: number;
  reading: boolean;
  /** By `group topic`, of the last reading. */
  behindMs: Map<string, PartlyKnown>;
  /** By group: what was read of it. */
  readonly oldest: Map<string, OldestUnread>;
}

/** Of one topic: the value of the partitions that are known, and whether that of others is not. */
interface PartlyKnown {
  value: number | null;
  partly: boolean;
}

/** Runs for as long as the workbench's process does, which it keeps alive while a rule is enabled. */
export class Alerts {
  readonly #bench: Bench;
  readonly #clusters = new Map<ClusterId, WatchedCluster>();
  readonly #subjects = new Map<string, Subject>();
  readonly #listeners = new Set<() => void>();
  #rules: readonly AlertRule[];

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#rules = bench.store.alertRules();
    for (const firing of bench.store.openFirings()) this.#resume(firing);
    this.#watchClusters();
  }

  get view(): AlertsView {
    const standings = [...this.#subjects.values()].flatMap(
      ({ rule, groupId, topic, judged, value }): AlertStanding[] =>
        judged === undefined
          ? []
          : [
              {
                ruleId: rule.id,
                cluster: rule.cluster,
                groupId,
                topic,
                state: judged.kind,
                sinceMs: judged.sinceMs,
                value,
              },
            ],
    );
    // What still fires is written down once it is over; its peak grows till then.
    const peaks = new Map(
      [...this.#subjects.values()].map(({ firingId, judged }) => [
        firingId,
        judged?.kind === 'firing' ? judged.peak : 0,
      ]),
    );
    const firings = this.#bench.store
      .firings(FIRINGS_SHOWN)
      .map((firing) => ({ ...firing, peak: Math.max(firing.peak, peaks.get(firing.id) ?? 0) }));
    return { rules: this.#rules, standings, firings };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set language(language: Language) {
    this.#bench.store.saveSetting(LANGUAGE, language);
  }

  /** A rule that changed is judged anew; one that only was muted goes on. */
  save(rule: AlertRule): void {
    const before = this.#rules.find(({ id }) => id === rule.id);
    this.#rules = before
      ? this.#rules.map((one) => (one.id === rule.id ? rule : one))
      : [...this.#rules, rule];
    this.#bench.store.saveAlertRule(rule);
    const same =
      before !== undefined &&
      JSON.stringify({ ...before, mutedUntilMs: rule.mutedUntilMs }) === JSON.stringify(rule);
    for (const [key, subject] of this.#subjects) {
      if (subject.rule.id !== rule.id) continue;
      if (same) this.#subjects.set(key, { ...subject, rule });
      else this.#drop(key, subject);
    }
    this.#watchClusters();
    this.#changed();
  }

  remove(id: string): void {
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    this.#bench.store.removeAlertRule(id);
    for (const [key, subject] of this.#subjects) if (subject.rule.id === id) this.#drop(key, subject);
    this.#watchClusters();
    this.#changed();
  }

  mute(id: string | null, untilMs: number | null): void {
    for (const rule of this.#rules)
      if (id === null || rule.id === id) this.save({ ...rule, mutedUntilMs: untilMs });
  }

  forgetHistory(): void {
    this.#bench.store.forgetFirings();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #resume({ id, ruleId, groupId, topic, firedAtMs, peak }: AlertFiring): void {
    const rule = this.#rules.find((one) => one.id === ruleId);
    const nowMs = this.#bench.env.clock.wallMs();
    if (rule === undefined || !rule.enabled) {
      this.#bench.store.clearFiring(id, nowMs, peak);
      return;
    }
    this.#subjects.set(keyOf(rule, groupId, topic), {
      rule,
      groupId,
      topic,
      judged: { kind: 'firing', sinceMs: firedAtMs, peak, lowSinceMs: null, lookedMs: nowMs },
      value: null,
      firingId: id,
    });
  }

  #drop(key: string, { judged, firingId }: Subject): void {
    this.#subjects.delete(key);
    if (firingId !== null && judged?.kind === 'firing')
      this.#bench.store.clearFiring(firingId, this.#bench.env.clock.wallMs(), judged.peak);
  }

  /** Each cluster with an enabled rule is asked, whether a screen shows it or not. */
  #watchClusters(): void {
    const wanted = new Set(this.#rules.filter(({ enabled }) => enabled).map(({ cluster }) => cluster));
    for (const [id, { unwatch }] of this.#clusters)
      if (!wanted.has(id)) {
        unwatch();
        this.#clusters.delete(id);
      }
    for (const id of wanted) if (!this.#clusters.has(id)) this.#watchCluster(id);
    this.#bench.keepAlive(KEEP_ALIVE, wanted.size > 0);
  }

  #watchCluster(id: ClusterId): void {
    let cluster: Cluster;
    try {
      cluster = this.#bench.cluster(id);
    } catch {
      return; // its connection was removed; the rule stays until a person removes it
    }
    const unwatch = cluster.watch(['metadata', 'offsets', 'groups'], () => this.#look(id));
    this.#clusters.set(id, {
      cluster,
      unwatch,
      lookedMs: -Infinity,
      readMs: -Infinity,
      reading: false,
      behindMs: new Map(),
      oldest: new Map(),
    });
  }

  #look(id: ClusterId): void {
    const watched = this.#clusters.get(id);
    const nowMs = this.#bench.env.clock.monotonicMs();
    if (watched === undefined || nowMs - watched.lookedMs < LOOK_EVERY_MS) return;
    // What is old says nothing of now: everything stays as it is.
    if (watched.cluster.age(['metadata', 'offsets', 'groups'])?.stale !== false) return;
    watched.lookedMs = nowMs;
    const rules = this.#rules.filter(({ enabled, cluster }) => enabled && cluster === id);
    const seen = new Set<string>();
    const { facets } = watched.cluster;
    for (const rule of rules) {
      const isMeant = matchesPattern(rule.groupPattern);
      const hasTopic = matchesPattern(rule.topicPattern);
      for (const group of facets.groups.values()) {
        if (!isMeant(group.groupId)) continue;
        for (const [topic, lag] of lagsOf(group, watched.cluster)) {
          if (!hasTopic(topic)) continue;
          const key = keyOf(rule, group.groupId, topic);
          seen.add(key);
          const known =
            rule.metric === 'records' || (lag.value === 0 && !lag.partly)
              ? lag
              : watched.behindMs.get(`${group.groupId} ${topic}`);
          this.#judge(key, rule, { groupId: group.groupId, topic, value: judgeable(known, rule) });
        }
      }
    }
    // A group that is gone lags no more.
    for (const [key, subject] of this.#subjects)
      if (subject.rule.cluster === id && !seen.has(key))
        this.#judge(key, subject.rule, { ...subject, value: 0 });
    if (rules.some(({ metric }) => metric === 'ms') && nowMs - watched.readMs >= READ_EVERY_MS)
      void this.#readBehind(watched, rules);
    this.#changed();
  }

  #judge(
    key: string,
    rule: AlertRule,
    { groupId, topic, value }: { groupId: string; topic: string; value: number | null },
  ): void {
    const before = this.#subjects.get(key);
    const nowMs = this.#bench.env.clock.wallMs();
    const { judged, event } = judge(before?.judged, value, rule, nowMs);
    let firingId = before?.firingId ?? null;
    if (event === 'fired') firingId = this.#fire(rule, groupId, topic, value!, nowMs);
    if (event === 'cleared' && before?.judged?.kind === 'firing' && firingId !== null)
      this.#bench.store.clearFiring(firingId, nowMs, before.judged.peak);
    if (judged === undefined) this.#subjects.delete(key);
    else this.#subjects.set(key, { rule, groupId, topic, judged, value, firingId });
  }

  #fire(rule: AlertRule, groupId: string, topic: string, value: number, nowMs: number): number | null {
    const { id: ruleId, cluster, metric, threshold, mutedUntilMs } = rule;
    const muted = mutedUntilMs !== null && mutedUntilMs > nowMs;
    const id = this.#bench.store.addFiring({
      ruleId,
      cluster,
      groupId,
      topic,
      metric,
      threshold,
      firedAtMs: nowMs,
      clearedAtMs: null,
      peak: value,
      muted,
    });
    if (muted) return id;
    const language = this.#bench.store.setting(LANGUAGE) === 'ko' ? 'ko' : 'en';
    const name = this.#nameOf(cluster);
    const words = wordsOf({ groupId, topic, metric, threshold }, value, name, language);
    // A host without a desktop shows nothing; its page does.
    this.#bench.host.control({ kind: 'notify', ...words }).catch(() => {});
    return id;
  }

  #nameOf(cluster: ClusterId): string {
    if (cluster === LOCAL_CLUSTER) return localName;
    try {
      return this.#bench.connections.settings(cluster).name;
    } catch {
      return cluster; // removed a moment ago
    }
  }

  async #readBehind(watched: WatchedCluster, rules: readonly AlertRule[]): Promise<void> {
    if (watched.reading) return;
    watched.reading = true;
    watched.readMs = this.#bench.env.clock.monotonicMs();
    const { cluster } = watched;
    const patterns = rules
      .filter(({ metric }) => metric === 'ms')
      .map((rule) => [matchesPattern(rule.groupPattern), matchesPattern(rule.topicPattern)] as const);
    const behindMs = new Map<string, PartlyKnown>();
    const looked = new Set<string>();
    try {
      for (const group of cluster.facets.groups.values()) {
        const meant = patterns.filter(([isMeant]) => isMeant(group.groupId));
        if (meant.length === 0) continue;
        const partitions = groupPartitions(group, cluster.facets.metadata, cluster.facets.offsets).filter(
          ({ topic, committedOffset }) =>
            committedOffset !== null && meant.some(([, hasTopic]) => hasTopic(topic)),
        );
        looked.add(group.groupId);
        let oldest = watched.oldest.get(group.groupId);
        if (oldest === undefined)
          watched.oldest.set(group.groupId, (oldest = new OldestUnread(cluster.client)));
        const found = await oldest.look(partitions);
        for (const [at, { topic }] of partitions.entries()) {
          const name = `${group.groupId} ${topic}`;
          behindMs.set(name, together(behindMs.get(name), found[at], Math.max));
        }
      }
      watched.behindMs = behindMs;
      for (const groupId of watched.oldest.keys()) if (!looked.has(groupId)) watched.oldest.delete(groupId);
    } catch (error) {
      this.#bench.env.log.warn(`how far groups are behind in time: ${(error as Error).message}`);
    } finally {
      watched.reading = false;
    }
  }
}

function keyOf(rule: AlertRule, groupId: string, topic: string): string {
  return JSON.stringify([rule.id, groupId, topic]);
}

/**
 * Lag in records of each topic that the group reads; null where it is not known of any partition. A partition that was
 * never committed is not lag that is missing: no rule could ever be over for a group that has one.
 */
function lagsOf(group: GroupState, { facets }: Cluster): Map<string, PartlyKnown> {
  const lags = new Map<string, PartlyKnown>();
  for (const { topic, lag, committedOffset } of groupPartitions(group, facets.metadata, facets.offsets)) {
    if (!facets.metadata.topics.has(topic)) continue; // deleted: nothing of it is left to read
    const before = lags.get(topic) ?? { value: null, partly: false };
    lags.set(topic, committedOffset === null ? before : together(before, lag, (sum, one) => sum + one));
  }
  return lags;
}

function together(
  before: PartlyKnown = { value: null, partly: false },
  value: number | null,
  join: (a: number, b: number) => number,
): PartlyKnown {
  if (value === null) return { ...before, partly: true };
  return { ...before, value: join(before.value ?? 0, value) };
}

/** What is at least so much may fire, but nothing is over while a partition is silent or beyond the end of its log. */
function judgeable(known: PartlyKnown | undefined, { threshold }: AlertRule): number | null {
  if (known === undefined || known.value === null) return null;
  return known.partly && known.value < threshold ? null : known.value;
}
