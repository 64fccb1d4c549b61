// npm run dump -- PATH [--deep] [--from OFFSET] [--count N] [--json]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeEnv } from '../../env/node/index.ts';
import { Failure } from '../router/index.ts';
import { dump } from './dump.ts';

const USAGE = `npm run dump -- PATH [--deep] [--from OFFSET] [--count N] [--json]

PATH is a log dir, a partition's folder or one of Kafka's files in it, of a broker that runs or not. Nothing is written.
  --deep          the records too; those of internal topics and control batches decoded
  --from OFFSET   begin at the batch that has this offset
  --count N       at most N batches or entries
  --json          a JSON object a line, for scripts
Ends with 1 when it found damage, with 2 when PATH cannot be read.`;

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${option} ${text}: a whole number from 0 on is wanted`);
  return Number(text);
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      deep: { type: 'boolean', default: false },
      from: { type: 'string' },
      count: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length !== 1) {
    process.stdout.write(`${USAGE}\n`);
    return values.help ? 0 : 2;
  }
  const fromOffset = wholeNumber('--from', values.from);
  const count = wholeNumber('--count', values.count) ?? Number.MAX_SAFE_INTEGER;
  const options = { deep: values.deep, json: values.json, fromOffset, count };
  let out = '';
  // npm runs this in the project's folder; a path is meant from where the person is.
  const path = resolve(process.env.INIT_CWD ?? '.', positionals[0]);
  const { damaged } = dump(nodeEnv().disk, path, options, (line) => {
    out += `${line}\n`;
    if (out.length < 65_536) return;
    process.stdout.write(out);
    out = '';
  });
  process.stdout.write(out);
  return damaged ? 1 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  if (error instanceof Failure)
    process.stderr.write(`${[error.message, error.error.nextStep ?? []].flat().join('\n')}\n`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
