// `npm run shots`: every screen and state, from real data, on contact sheets; --only takes those scenes whose name the
// expression matches, --language those of en or ko, --theme (again for more of them) those of light, dark, contrast or
// contrast-dark, --size those of 1440x900 or 1024x700; with --readme the pictures of the README.
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
    theme: { type: 'string', multiple: true },
    size: { type: 'string' },
  },
});

if (options.readme) await takeReadmePictures();
else {
  await takeSheet(FOLDER, {
    only: options.only === undefined ? undefined : new RegExp(options.only),
    language: options.language,
    themes: options.theme,
    size: options.size,
    log: (line) => console.error(line),
  });
  console.log(`Contact sheets: ${join(FOLDER, 'index.html')} and sheet-*.png beside it`);
}
