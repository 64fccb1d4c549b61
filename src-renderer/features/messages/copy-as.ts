/** The forms a record is copied in. */
import type { MessageRow } from '../../../src-main/contract/index.ts';
import type { ClientAccess } from '../../lib/client-access.ts';
import { kcatAccess, shellWord } from '../../lib/client-code.ts';
import { t } from '../../lib/i18n/index.ts';
import { copyText, type MenuAction } from '../../ui/index.ts';

type PayloadOf = MessageRow['value'];

function textOf(payload: PayloadOf): string {
  if (payload.format === 'null') return 'null';
  return payload.format === 'json' && !payload.cut ? payload.text.trim() : JSON.stringify(payload.text);
}

function isBytes({ format, decoder }: PayloadOf): boolean {
  return format === 'binary' && decoder === undefined;
}

/** Bytes that nothing made text of stand in base64 under a name that says so, as a batch from a file reads them. */
function partOf(name: 'key' | 'value', payload: PayloadOf): string {
  return isBytes(payload)
    ? `"${name}Base64": ${JSON.stringify(base64OfHex(payload.text))}`
    : `"${name}": ${textOf(payload)}`;
}

function base64OfHex(hex: string): string {
  let bytes = '';
  for (let at = 0; at + 1 < hex.length; at += 2)
    bytes += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  return btoa(bytes);
}

/** An object by name; where one comes twice, which Kafka allows, or holds bytes, a list. */
function headersOf(row: MessageRow): string {
  if (row.headers.some(({ value }) => isBytes(value))) return `[${row.headers.map(headerOf).join(', ')}]`;
  const names = new Set(row.headers.map(({ name }) => name));
  const pairs = row.headers.map(({ name, value }) => [JSON.stringify(name), textOf(value)] as const);
  if (pairs.length === 0) return '{}';
  return names.size === pairs.length
    ? `{ ${pairs.map(([name, value]) => `${name}: ${value}`).join(', ')} }`
    : `[${pairs.map(([name, value]) => `[${name}, ${value}]`).join(', ')}]`;
}

function headerOf({ name, value }: MessageRow['headers'][number]): string {
  return isBytes(value)
    ? `{ "name": ${JSON.stringify(name)}, ${partOf('value', value)} }`
    : `[${JSON.stringify(name)}, ${textOf(value)}]`;
}

/** What of a row is not all of it. */
export function cutParts(row: MessageRow): string[] {
  return [
    ...(row.key.cut ? ['key'] : []),
    ...(row.value.cut ? ['value'] : []),
    ...((row.moreHeaders ?? 0) > 0 || row.headers.some(({ value }) => value.cut) ? ['headers'] : []),
  ];
}

/**
 * The record as one JSON object, which a batch from a file takes again; JSON values are put in as they are, digits kept.
 * One that is cut says so, and is not taken.
 */
export function asJson(topic: string, row: MessageRow): string {
  const cut = cutParts(row);
  return [
    '{',
    `  "topic": ${JSON.stringify(topic)},`,
    `  "partition": ${row.partition},`,
    `  "offset": ${row.offset},`,
    `  "timestamp": ${row.timestampMs},`,
    `  ${partOf('key', row.key)},`,
    `  "headers": ${headersOf(row)},`,
    `  ${partOf('value', row.value)}${cut.length > 0 ? ',' : ''}`,
    ...(cut.length > 0 ? [`  "cut": ${JSON.stringify(cut)}`] : []),
    '}',
  ].join('\n');
}

/** A kcat line that reads just this record. */
export function asKcat(topic: string, row: MessageRow, access: ClientAccess): string {
  const { words, notes } = kcatAccess(access);
  const { partition, offset } = row;
  const command = ['kcat', '-C', '-b', shellWord(access.bootstrapServers), ...words, '-t', shellWord(topic)];
  return [...notes, [...command, `-p ${partition} -o ${offset} -c 1 -e`].join(' ')].join('\n');
}

/** The menu entries that copy a record. `whole`: the row with all that a table leaves away. */
export function copyEntries(
  topic: string,
  row: MessageRow,
  access: ClientAccess,
  whole: () => Promise<MessageRow | null>,
): MenuAction[] {
  const entry = (id: string, label: string, text: () => string | Promise<string | null>): MenuAction => ({
    id,
    label,
    run: () =>
      void Promise.resolve(text()).then((copied) => (copied === null ? undefined : copyText(copied))),
  });
  return [
    entry('copy-json', t('messages.copyJson'), async () => {
      const all = await whole();
      return all && asJson(topic, all);
    }),
    entry('copy-kcat', t('messages.copyKcat'), () => asKcat(topic, row, access)),
  ];
}
