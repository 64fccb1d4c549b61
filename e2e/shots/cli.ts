// `npm run shots`: every screen and state, from real data, on contact sheets; --only takes those scenes whose name the
// expression matches, --language those of en or ko; with --readme the pictures of the README.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { takeReadmePictures } from './readme.ts';
import { takeSheet } from './sheet.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'out', 'shots');
const { values: options } = parseArgs({
  options: {
    readme: { type: 'boolean', default: false },
    only: { type: 'string' },
    language: { type: 'string' },
  },
});

if (options.readme) await takeReadmePictures();
else {
  await takeSheet(FOLDER, {
    ...(options.only !== undefined && { only: new RegExp(options.only) }),
    ...(options.language !== undefined && { language: options.language }),
    log: (line) => console.error(line),
  });
  console.log(`Contact sheets: ${join(FOLDER, 'index.html')} and sheet-*.png beside it`);
}
