import { runCommand } from '../../support/processes.ts';
import type { CheckContext } from '../check.ts';
import { DigestBuilder } from './digest.ts';
import type { Digests } from './digest.ts';

/** One line with partition, offset, both lengths (-1 for null) and the headers as text, then key and value as they are. */
const FORMAT = '%p %o %K %S %h\\n%k%s\\n';

export async function digestWithKcat(context: CheckContext, topic: string): Promise<Digests> {
  const args = [
    '-b',
    context.bootstrapServers,
    '-C',
    '-t',
    topic,
    '-o',
    'beginning',
    '-e',
    '-q',
    '-f',
    FORMAT,
  ];
  const { outputBytes } = await runCommand(context.clients.kcat!, args, { timeoutMs: 180_000 });
  const builder = new DigestBuilder();
  for (let at = 0; at < outputBytes.length;) {
    const lineEnd = outputBytes.indexOf(0x0a, at);
    const [partition, offset, keyLength, valueLength, headers] = outputBytes
      .toString('utf8', at, lineEnd)
      .split(' ');
    at = lineEnd + 1;
    const take = (length: number) => (length < 0 ? null : outputBytes.subarray(at, (at += length)));
    const key = take(Number(keyLength));
    const value = take(Number(valueLength));
    builder.add(Number(partition), Number(offset), { key, value, headers: parseHeaders(headers!) });
    at++;
  }
  return builder.digests();
}

/** `a=1,b=2`; names and values of workloads hold neither a comma nor an equals sign nor a blank. */
function parseHeaders(text: string): [string, Buffer][] {
  if (text === '') return [];
  return text.split(',').map((header) => {
    const [name, value] = header.split('=');
    return [name!, Buffer.from(value!)];
  });
}
