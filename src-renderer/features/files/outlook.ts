/** What a next start would do with what is wrong, in words. */
import type { RecoveryOutlook } from '../../../src-main/contract/index.ts';
import { formatBytes, formatCount } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';

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
