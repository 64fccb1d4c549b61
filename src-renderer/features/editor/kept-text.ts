/** What stands in the place of bytes that are sent as they were. */
import { formatBytes } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';

export function keptText(base64: string): string {
  const sizeBytes = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  return t('editor.kept', { size: formatBytes(sizeBytes) });
}
