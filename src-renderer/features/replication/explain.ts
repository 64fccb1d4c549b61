// What goes on with a replica, in a sentence for somebody who only read that such a thing exists. Pure.
import type { ReplicaView, ReplicationView } from '../../../src-main/contract/index.ts';
import { formatDuration } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';

/** Since its last fetch: longer means that it does not poll at the moment. */
const POLLING_MS = 1_500;

/** The partition as a whole. */
export function explainPartition(view: ReplicationView): string {
  const { leader, isr, replicas, led } = view;
  if (leader < 0) return t('replication.says.noLeader');
  if (led === null) return t('replication.says.leaderSilent', { id: String(leader) });
  const out = replicas.filter(({ inSync }) => !inSync).map(({ id }) => String(id));
  const values = { isr: isr.length, min: led.minInSyncReplicas, out: out.join(', ') };
  if (isr.length < Math.min(led.minInSyncReplicas, replicas.length))
    return t('replication.says.underMin', values);
  if (replicas.length === 1) return t('replication.says.alone');
  if (out.length > 0) return t('replication.says.out', values);
  return t('replication.says.healthy', values);
}

/** One replica of it. */
export function explainReplica(view: ReplicationView, replica: ReplicaView): string {
  const { led } = view;
  if (replica.id === view.leader) return explainLeader(view, replica);
  const max = formatDuration(led?.maxLagMs ?? null);
  if (replica.status === 'paused')
    return t(replica.inSync ? 'replication.says.pausedIn' : 'replication.says.pausedOut', { max });
  if (replica.status === 'dead' || replica.status === 'stopped') {
    if (view.elr.includes(replica.id)) return t('replication.says.downEligible');
    return t(replica.inSync ? 'replication.says.downIn' : 'replication.says.downOut');
  }
  if (replica.status === 'starting') return t('replication.says.starting');
  if (led === null) return t('replication.says.waits');
  if (led.askedIsr?.includes(replica.id) && !replica.inSync) return t('replication.says.joining');
  if (replica.fetchedAgoMs === null || replica.endOffset === null) return t('replication.says.notYet');
  const behind = Math.max(0, led.endOffset - replica.endOffset);
  const silence = formatDuration(Math.floor(replica.fetchedAgoMs / 100) * 100);
  const polls = replica.fetchedAgoMs < POLLING_MS;
  if (replica.inSync) {
    if (!polls) return t('replication.says.silentIn', { silence, max });
    return behind === 0
      ? t('replication.says.caughtUp', { offset: replica.endOffset })
      : t('replication.says.behindIn', { count: behind, max });
  }
  if (!polls) return t('replication.says.silentOut', { silence });
  const toGo = Math.max(0, led.highWatermark - replica.endOffset);
  return toGo === 0 ? t('replication.says.mayJoin') : t('replication.says.catchesUp', { count: toGo });
}

function explainLeader({ led, leader }: ReplicationView, { status }: ReplicaView): string {
  if (led === null && status === 'paused') return t('replication.says.leaderPaused');
  if (led === null) return t('replication.says.leaderSilent', { id: String(leader) });
  const waiting = led.endOffset - led.highWatermark;
  return waiting > 0
    ? t('replication.says.leaderWaits', { count: waiting })
    : t('replication.says.leader', { hw: led.highWatermark });
}

/** How much of the patience with a follower is used up, 0 to 1; null where there is nothing to count. */
export function patienceUsed({ led }: ReplicationView, replica: ReplicaView): number | null {
  if (led === null || !replica.inSync || replica.caughtUpAgoMs === null) return null;
  // A healthy follower is caught up at every fetch: that is no countdown.
  if (replica.caughtUpAgoMs < POLLING_MS) return null;
  return Math.min(1, replica.caughtUpAgoMs / led.maxLagMs);
}
