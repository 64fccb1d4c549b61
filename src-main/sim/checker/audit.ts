/**
 * The durability audit: reads the inside facts of all nodes and asks that every election, truncation and advance of a log
 * start can be explained. Pure; works on a simulated run as on the facts of real nodes.
 */
import type { Uuid } from '../../base/index.ts';
import type { Fact } from '../../env/index.ts';
import type { Findings } from './findings.ts';

/** A fact as somebody sees it who sees all nodes. */
export interface AuditedFact {
  readonly fact: Fact;
  /** Counts the starts of its node. */
  readonly life: number;
  /** Counts the disks of its node: with an empty one it remembers nothing. */
  readonly disk: number;
  /** Counts how often something was done to that disk which may have taken what lay on it: power lost, bytes changed. */
  readonly damages?: number;
}

const NOTHING_HELD = { highWatermark: 0, damages: 0 };

interface PartitionAudit {
  readonly leaders: Map<number, number>;
  /** The highest high watermark that any node has shown. */
  highWatermark: number;
}

/** Facts of all nodes, each node's in order. Unclean elections are the only reason to fall below a high watermark. */
export function auditFacts(facts: Iterable<AuditedFact>, findings: Findings): void {
  const controllers = new Map<number, number>();
  const controllerEpochs = new Map<string, number>();
  /** Candidate by node, disk and epoch: a vote outlives the process that gave it. */
  const votes = new Map<string, number>();
  const partitions = new Map<string, PartitionAudit>();
  /** High watermark per node, life and partition: it never goes back within one life, but by a truncation. */
  const shown = new Map<string, number>();
  /** Up to where a node's own log is committed, as it has shown itself. What others committed meanwhile may differ from its tail. */
  const held = new Map<string, { highWatermark: number; damages: number }>();
  const leaderEpochs = new Map<string, number>();
  /** By node and name: a topic that was deleted and made again is another one. */
  const topicIds = new Map<string, Uuid>();
  const auditOf = (node: number, topic: string, partition: number) => {
    const name = `${topicIds.get(`${node} ${topic}`) ?? topic}-${partition}`;
    let audit = partitions.get(name);
    if (audit === undefined) partitions.set(name, (audit = { leaders: new Map(), highWatermark: 0 }));
    return audit;
  };
  const begins = (node: number, topic: string, topicId: Uuid) => {
    const place = `${node} ${topic}`;
    if (topicIds.get(place) === topicId) return;
    topicIds.set(place, topicId);
    for (const map of [held, shown, leaderEpochs] as Map<string, unknown>[])
      for (const key of map.keys())
        if (key.startsWith(`${node} `) && key.includes(` ${topic}-`)) map.delete(key);
  };
  for (const { fact, life, disk, damages = 0 } of facts) {
    const { node } = fact;
    if (fact.kind === 'became-leader' || fact.kind === 'became-follower')
      begins(node, fact.topic, fact.topicId);
    switch (fact.kind) {
      case 'quorum-changed': {
        const before = controllerEpochs.get(`${node} ${disk}`) ?? 0;
        if (fact.epoch < before)
          findings.add('epoch-went-back', `node ${node}: quorum epoch ${fact.epoch} after ${before}`);
        controllerEpochs.set(`${node} ${disk}`, Math.max(before, fact.epoch));
        if (fact.leaderId < 0) break;
        const known = controllers.get(fact.epoch);
        if (known !== undefined && known !== fact.leaderId)
          findings.add('two-controllers-in-epoch', `epoch ${fact.epoch}: ${known} and ${fact.leaderId}`);
        controllers.set(fact.epoch, fact.leaderId);
        break;
      }
      case 'quorum-voted': {
        const place = `${node} ${disk} ${fact.epoch}`;
        const known = votes.get(place);
        if (known !== undefined && known !== fact.candidateId)
          findings.add(
            'two-votes-in-epoch',
            `node ${node} voted for ${known} and for ${fact.candidateId} in epoch ${fact.epoch}`,
          );
        votes.set(place, fact.candidateId);
        break;
      }
      case 'became-leader': {
        const name = `${fact.topic}-${fact.partition}`;
        const { leaders } = auditOf(node, fact.topic, fact.partition);
        const known = leaders.get(fact.leaderEpoch);
        if (known !== undefined && known !== node)
          findings.add('two-leaders-in-epoch', `${name} epoch ${fact.leaderEpoch}: ${known} and ${node}`);
        leaders.set(fact.leaderEpoch, node);
        const before = leaderEpochs.get(`${node} ${life} ${name}`) ?? -1;
        if (fact.leaderEpoch < before)
          findings.add('epoch-went-back', `node ${node}: ${name} epoch ${fact.leaderEpoch} after ${before}`);
        leaderEpochs.set(`${node} ${life} ${name}`, fact.leaderEpoch);
        break;
      }
      case 'high-watermark-advanced': {
        const place = `${node} ${life} ${fact.topic}-${fact.partition}`;
        const before = shown.get(place) ?? -1;
        if (fact.highWatermark < before)
          findings.add('high-watermark-went-back', `node ${place}: ${fact.highWatermark} after ${before}`);
        shown.set(place, fact.highWatermark);
        held.set(`${node} ${disk} ${fact.topic}-${fact.partition}`, {
          highWatermark: fact.highWatermark,
          damages,
        });
        const audit = auditOf(node, fact.topic, fact.partition);
        audit.highWatermark = Math.max(audit.highWatermark, fact.highWatermark);
        break;
      }
      case 'log-recovered': {
        const place = `${node} ${disk} ${fact.topic}-${fact.partition}`;
        const before = held.get(place);
        if (before === undefined || before.highWatermark <= fact.endOffset) break;
        // A power loss may have taken what was committed; the others have it. The end of a process takes nothing.
        if (before.damages === damages)
          findings.add(
            'lost-with-a-process',
            `node ${node}: ${fact.topic}-${fact.partition} ends at ${fact.endOffset}, ${before.highWatermark} was committed`,
          );
        held.set(place, { highWatermark: fact.endOffset, damages });
        break;
      }
      case 'became-follower': {
        // A replica that was moved away and has come back begins anew.
        if (fact.endOffset > 0) break;
        held.delete(`${node} ${disk} ${fact.topic}-${fact.partition}`);
        shown.delete(`${node} ${life} ${fact.topic}-${fact.partition}`);
        break;
      }
      case 'log-truncated': {
        const { highWatermark } = held.get(`${node} ${disk} ${fact.topic}-${fact.partition}`) ?? NOTHING_HELD;
        if (fact.toOffset < highWatermark)
          findings.add(
            'truncated-below-high-watermark',
            `node ${node}: ${fact.topic}-${fact.partition} to ${fact.toOffset}, it had ${highWatermark} committed (${fact.reason})`,
          );
        break;
      }
      case 'log-start-advanced': {
        const { highWatermark } = auditOf(node, fact.topic, fact.partition);
        if (fact.toOffset > highWatermark && fact.topic !== '__cluster_metadata')
          findings.add(
            'unexplained-log-start',
            `node ${node}: ${fact.topic}-${fact.partition} begins at ${fact.toOffset}, committed is ${highWatermark} (${fact.reason})`,
          );
        break;
      }
    }
  }
}
