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
import { lagBehind } from '../lag/index.ts';
import { type Cluster, type GroupState, groupPartitions, localName, totalLag } from '../model/index.ts';
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
  behindMs: Map<string, number | null>;
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
    return { rules: this.#rules, standings, firings: this.#bench.store.firings(FIRINGS_SHOWN) };
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
          const value =
            rule.metric === 'records' || lag === 0
              ? lag
              : (watched.behindMs.get(`${group.groupId} ${topic}`) ?? null);
          this.#judge(key, rule, { groupId: group.groupId, topic, value });
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

  #fire(rule: AlertRule, groupId: string, topic: string, value: number, nowMs: number): number {
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
    const behindMs = new Map<string, number | null>();
    try {
      for (const group of cluster.facets.groups.values()) {
        const meant = patterns.filter(([isMeant]) => isMeant(group.groupId));
        if (meant.length === 0) continue;
        const partitions = groupPartitions(group, cluster.facets.metadata, cluster.facets.offsets).filter(
          ({ topic, lag }) => lag !== null && lag > 0 && meant.some(([, hasTopic]) => hasTopic(topic)),
        );
        for (const { topic, behindMs: ms } of await lagBehind(cluster, partitions)) {
          const name = `${group.groupId} ${topic}`;
          const known = behindMs.get(name) ?? null;
          behindMs.set(name, ms === null ? known : Math.max(known ?? 0, ms));
        }
      }
      watched.behindMs = behindMs;
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

/** Lag in records of each topic that the group has committed; null where it is not known of any partition. */
function lagsOf(group: GroupState, { facets }: Cluster): Map<string, number | null> {
  const partitions = groupPartitions(group, facets.metadata, facets.offsets);
  const lags = new Map<string, number | null>();
  for (const [topic, ofTopic] of Map.groupBy(partitions, (one) => one.topic))
    lags.set(topic, totalLag(ofTopic));
  return lags;
}
