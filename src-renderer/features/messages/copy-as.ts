/** The forms a record is copied in. */
import type { MessageRow } from '../../../src-main/contract/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { copyText, type MenuAction } from '../../ui/index.ts';

/** The record as one JSON object; JSON values are put in as they are, digits kept. */
export function asJson(topic: string, row: MessageRow): string {
  const part = (payload: MessageRow['value']): string =>
    payload.format === 'null'
      ? 'null'
      : payload.format === 'json' && !payload.cut
        ? payload.text.trim()
        : JSON.stringify(payload.text);
  const headers = row.headers.map((header) => `${JSON.stringify(header.name)}: ${part(header.value)}`);
  return [
    '{',
    `  "topic": ${JSON.stringify(topic)},`,
    `  "partition": ${row.partition},`,
    `  "offset": ${row.offset},`,
    `  "timestamp": ${row.timestampMs},`,
    `  "key": ${part(row.key)},`,
    `  "headers": {${headers.length ? ` ${headers.join(', ')} ` : ''}},`,
    `  "value": ${part(row.value)}`,
    '}',
  ].join('\n');
}

/** A kcat line that reads just this record. */
export function asKcat(topic: string, row: MessageRow, bootstrap: string): string {
  return `kcat -C -b ${bootstrap} -t ${shellWord(topic)} -p ${row.partition} -o ${row.offset} -c 1 -e`;
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The menu entries that copy a record. */
export function copyEntries(topic: string, row: MessageRow, bootstrap: string): MenuAction[] {
  const entry = (id: string, label: string, text: () => string): MenuAction => ({
    id,
    label,
    run: () => void copyText(text()),
  });
  return [
    entry('copy-json', t('messages.copyJson'), () => asJson(topic, row)),
    entry('copy-kcat', t('messages.copyKcat'), () => asKcat(topic, row, bootstrap)),
  ];
}
