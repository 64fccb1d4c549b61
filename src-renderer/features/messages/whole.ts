/** Keys and values as they were sent, all of them, for the clipboard and for files. */
import type { ClusterId, MessageRow } from '../../../src-main/contract/index.ts';
import { download } from '../../lib/download.ts';
import { copyText } from '../../ui/index.ts';
import { cutParts } from './copy-as.ts';
import { wholeBytes, wholeRow } from './store.ts';

type Part = 'key' | 'value';

/** As text where it is text or a decoder made text of it, else as hex. What a row has whole is not asked for again. */
export async function copyWhole(
  cluster: ClusterId,
  topic: string,
  row: MessageRow,
  part: Part,
): Promise<void> {
  const payload = row[part];
  if (!payload.cut || payload.decoder !== undefined) return copyText(payload.text);
  const bytes = await wholeBytes(cluster, topic, row, part);
  if (bytes === null) return copyText('');
  await copyText(
    payload.format === 'binary' ? hexOf(bytes) : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  );
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes as a file. */
export async function saveWhole(
  cluster: ClusterId,
  topic: string,
  row: MessageRow,
  part: Part,
): Promise<void> {
  const bytes = await wholeBytes(cluster, topic, row, part);
  const type = row[part].format;
  const ending = type === 'json' ? 'json' : type === 'text' ? 'txt' : 'bin';
  const name = `${topic}-${row.partition}-${row.offset}${part === 'key' ? '-key' : ''}.${ending}`;
  download(name, bytes === null ? [] : [bytes], 'application/octet-stream');
}

/** The row with its key, value and headers up to 1 MiB; as it is where nothing of it is cut. Rejects when it is gone. */
export async function uncut(cluster: ClusterId, topic: string, row: MessageRow): Promise<MessageRow> {
  return cutParts(row).length === 0 ? row : wholeRow(cluster, topic, row);
}
