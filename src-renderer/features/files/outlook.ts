/** What a next start would do with what is wrong, in words. */
import type { RecoveryOutlook, SegmentFault } from '../../../src-main/contract/index.ts';
import { formatBytes, formatCount } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { translated } from '../../lib/said.ts';

export function outlookText(outlook: RecoveryOutlook): string {
  switch (outlook.kind) {
    case 'clean':
      return t('scope.outlook.clean');
    case 'below-recovery-point':
      return t('scope.outlook.below', { recoveryPoint: formatCount(outlook.recoveryPoint) });
    case 'cut':
      return outlook.laterSegments === 0
        ? t('scope.outlook.cut', {
            position: formatCount(outlook.position),
            lost: formatBytes(outlook.lostBytes),
          })
        : t('scope.outlook.cutMore', {
            position: formatCount(outlook.position),
            lost: formatBytes(outlook.lostBytes),
            segments: outlook.laterSegments,
          });
    case 'split':
      return t('scope.outlook.split', { segments: outlook.segments });
  }
}

/** What is wrong, as a sentence: the layers below say it as a part of one. */
export function reasonText({ reason }: Pick<SegmentFault, 'reason'>): string {
  const text = translated(reason)
    .replace(/\.$/, '')
    // Offsets and bytes, with separators as everywhere; not what is written in hex.
    .replaceAll(/(?<![\w.])\d{4,}(?![\w.])/g, (digits) => formatCount(Number(digits)));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const FAULTS_SHOWN = 5;

/** Those above the batches, each with its outlook; a file can have thousands. */
export function shownFaults(faults: readonly SegmentFault[]): readonly SegmentFault[] {
  return faults.slice(0, FAULTS_SHOWN);
}

/** Whether the outlook of the damage at a place stands above the batches, and is not to be said again beside it. */
export function isOutlookShown(faults: readonly SegmentFault[], at: Pick<SegmentFault, 'kind' | 'position'>) {
  return shownFaults(faults).some(
    ({ kind, position, outlook }) => kind === at.kind && position === at.position && outlook !== null,
  );
}
