// `npm run bench:ui`: what the workbench promises to whoever looks at it, measured in a browser on real clusters.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatUiJsonLines, formatUiReport, UiMeasurements } from './ui-report.ts';
import { UI_ROWS, type UiRow } from './ui-rows.ts';

const USAGE = `npm run bench:ui -- [--only NAMES] [--quick] [--json FILE]

  --only   some of ${Object.keys(UI_ROWS).join(', ')}. Default: all
  --quick  fewer rounds, and less data: the aims are not for it
  --json FILE    writes every sample to FILE, one JSON object a line`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(UI_ROWS).join(',') },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const names = options.only.split(',');
  const unknown = names.filter((name) => !Object.hasOwn(UI_ROWS, name));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}. ${USAGE}`);
  const workDir = await mkdtemp(join(tmpdir(), 'sluice-bench-ui-'));
  const measurements = new UiMeasurements();
  const told = () => `load ${loadavg()[0]!.toFixed(1)}`;
  try {
    console.log(`${cpus().length} cores (${cpus()[0]?.model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB`);
    console.log(`${told()}: what else runs here takes from every figure`);
    for (const name of names)
      await UI_ROWS[name as UiRow]({
        workDir,
        measurements,
        quick: options.quick,
        log: (line) => console.error(line),
      });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  console.log(
    'Medians (smallest–largest). A frame is dropped that an idle page in the same run would have shown.',
  );
  console.log(`\n${formatUiReport(measurements)}\n`);
  if (options.json !== undefined) await writeFile(options.json, `${formatUiJsonLines(measurements)}\n`);
}
