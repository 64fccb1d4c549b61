import type { QuorumView } from '../../../src-main/contract/index.ts';
import { t } from '../../lib/i18n/index.ts';

/** A voter that has not fetched for this long is not counted on. */
const SILENT_MS = 2_000;

/** How well the quorum stands, in one sentence. */
export function quorumSentence(view: QuorumView): string {
  const voters = view.replicas.filter(({ voter }) => voter);
  const majority = Math.floor(voters.length / 2) + 1;
  const alive = voters.filter(
    ({ role, fetchedAgoMs }) => role !== null && (fetchedAgoMs === null || fetchedAgoMs < SILENT_MS),
  ).length;
  const values = { alive, voters: voters.length, majority };
  // Without a majority no election ends.
  if (alive < majority) return t('quorum.says.lost', values);
  if (view.leaderId === null) return t('quorum.says.election', values);
  if (voters.length === 1) return t('quorum.says.alone');
  const spare = alive - majority;
  return spare === 0 ? t('quorum.says.noSpare', values) : t('quorum.says.spare', { ...values, spare });
}
