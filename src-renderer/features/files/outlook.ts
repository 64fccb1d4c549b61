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
  const text = translated(reason).replace(/\.$/, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
