// `npm run shots`: every screen and state, from real data, on contact sheets; with --readme the pictures of the README.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { takeReadmePictures } from './readme.ts';
import { takeSheet } from './sheet.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'out', 'shots');
const { values: options } = parseArgs({
  options: { readme: { type: 'boolean', default: false }, only: { type: 'string' } },
});

if (options.readme) await takeReadmePictures();
else {
  await takeSheet(FOLDER, { only: options.only, log: (line) => console.error(line) });
  console.log(`Contact sheets: ${join(FOLDER, 'index.html')} and sheet-*.png beside it`);
}
