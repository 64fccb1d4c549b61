import type { MessageRow, Payload } from '../../../src-main/contract/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { prettyJson } from '../../lib/json/index.ts';

/** A record as one text, which is the same for two records if and only if they look the same in all parts. */
export function comparedText(row: MessageRow): string {
  return [
    `// ${t('column.key')}`,
    partText(row.key),
    `// ${t('column.headers')}`,
    ...row.headers.map(({ name, value }) => `${name}: ${partText(value)}`),
    `// ${t('column.value')}`,
    partText(row.value),
  ].join('\n');
}

function partText(payload: Payload): string {
  // No text of anybody's stands for these: a text 'null' is another value.
  if (payload.format === 'null') return '⟨null⟩';
  if (payload.format === 'empty') return '⟨0 B⟩';
  if (payload.format === 'binary' && payload.decoder === undefined) return `⟨hex⟩ ${payload.text}`;
  return payload.format === 'json' && !payload.cut ? prettyJson(payload.text) : payload.text;
}
