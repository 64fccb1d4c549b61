/** All scenes in both sizes, themes and languages, and the contact sheets that show them together. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { type Player, startPlayer } from './player.ts';
import { type Scene, scenesOf } from './scenes/index.ts';
import { setStage } from './stage.ts';
import type { Stage } from './stage.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;
/** The last two are pictured only where they are asked for: they would double the matrix. */
const THEMES = [
  { name: 'light', colorScheme: 'light', contrast: null },
  { name: 'dark', colorScheme: 'dark', contrast: null },
  { name: 'contrast', colorScheme: 'light', contrast: 'more' },
  { name: 'contrast-dark', colorScheme: 'dark', contrast: 'more' },
] as const;
const USUAL_THEMES: readonly string[] = ['light', 'dark'];
const LANGUAGES = [
  { name: 'en', locale: 'en-GB' },
  { name: 'ko', locale: 'ko-KR' },
] as const;
/** Until the first picture stands still: the last numbers, the first frame of a chart; and until the others do. */
const SETTLE_MS = 500;
const RESIZE_MS = 150;

/** What is taken of all that there is; everything where it is not said. */
interface Wanted {
  readonly only?: RegExp | undefined;
  readonly language?: string | undefined;
  /** Names of {@link THEMES}. */
  readonly themes?: readonly string[] | undefined;
  /** Such as 1024x700. */
  readonly size?: string | undefined;
}

interface Picture {
  readonly scene: string;
  readonly file: string;
}

/** One row of variants by one column of scenes, each a file in `folder`. */
export async function takeSheet(
  folder: string,
  { only, language, themes, size, log }: Wanted & { log: (line: string) => void },
): Promise<void> {
  const looks = looksOf(themes ?? USUAL_THEMES, size);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await using stage = await setStage();
  log('the stage is set');
  const scenes = scenesOf(stage).filter(({ name }) => only?.test(name) ?? true);
  const sheets = new Map<string, Picture[]>();
  const missed: string[] = [];
  for (const spoken of LANGUAGES.filter(({ name }) => language === undefined || name === language)) {
    if (spoken.name === 'ko' && !(await hasHangul(stage.browser))) {
      log('There is no Korean font here: Korean pictures are left out (Debian: apt install fonts-noto-cjk).');
      continue;
    }
    missed.push(...(await takeAll(stage, scenes, { folder, language: spoken, looks, sheets, log })));
  }
  await printSheets(stage.browser, folder, sheets);
  log(`${scenes.length} scenes, ${[...sheets.values()].flat().length} pictures`);
  // Said at once as well: should the stage not come down, that error would hide this one.
  for (const line of missed) log(`missed: ${line}`);
  if (missed.length > 0) throw new Error(`scenes that did not come about:\n${missed.join('\n')}`);
}

type Look = { readonly theme: (typeof THEMES)[number]; readonly size: (typeof SIZES)[number] };

/** An unknown name is refused: nothing would be pictured, and nothing said. */
function looksOf(themes: readonly string[], size: string | undefined): Look[] {
  const nameOf = ({ width, height }: (typeof SIZES)[number]) => `${width}x${height}`;
  const known = (what: string, asked: readonly string[], names: readonly string[]) => {
    const unknown = asked.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`no ${what} ${unknown}: there are ${names.join(', ')}`);
  };
  known(
    'theme',
    themes,
    THEMES.map(({ name }) => name),
  );
  known('size', size === undefined ? [] : [size], SIZES.map(nameOf));
  return THEMES.filter(({ name }) => themes.includes(name)).flatMap((theme) =>
    SIZES.filter((one) => size === undefined || nameOf(one) === size).map((one) => ({ theme, size: one })),
  );
}

/** Answers which scenes did not come about, or broke the page. */
async function takeAll(
  stage: Stage,
  scenes: readonly Scene[],
  {
    folder,
    language,
    looks,
    sheets,
    log,
  }: {
    folder: string;
    language: (typeof LANGUAGES)[number];
    looks: readonly Look[];
    sheets: Map<string, Picture[]>;
    log: (line: string) => void;
  },
): Promise<string[]> {
  const missed: string[] = [];
  const player = await startPlayer(stage, { locale: language.locale, viewport: SIZES[0] });
  for (const scene of scenes) {
    const startMs = Date.now();
    const tell = (step: string, error: unknown) =>
      missed.push(`${scene.name} (${language.name})${step}: ${(error as Error).message.split('\n')[0]}`);
    try {
      await takeScene(player, scene, { folder, language: language.name, looks, sheets });
    } catch (error) {
      tell('', error);
    }
    try {
      await player.page.setViewportSize(SIZES[0]);
      await player.leave(scene);
    } catch (error) {
      tell(', leaving it', error);
    }
    missed.push(...player.thrown().map((message) => `${scene.name} (${language.name}) threw: ${message}`));
    log(`${language.name}: ${scene.name}, ${Date.now() - startMs} ms`);
  }
  await player.close();
  return missed;
}

/** A scene that does not come about is pictured as far as it came: that tells most of why. */
async function takeScene(
  player: Player,
  scene: Scene,
  {
    folder,
    language,
    looks,
    sheets,
  }: { folder: string; language: string; looks: readonly Look[]; sheets: Map<string, Picture[]> },
): Promise<void> {
  let problem: unknown;
  const show = () => player.show(scene).catch((error: unknown) => (problem ??= error));
  await show();
  await player.page.waitForTimeout(SETTLE_MS);
  for (const { theme, size } of looks) {
    const media = {
      colorScheme: theme.colorScheme,
      contrast: scene.contrast ? ('more' as const) : theme.contrast,
    };
    await player.page.emulateMedia(media);
    await player.page.setViewportSize(size);
    await player.page.waitForTimeout(RESIZE_MS);
    // A context menu closes with another size.
    if (problem === undefined && !(await player.stands(scene))) {
      await show();
      await player.page.emulateMedia(media);
      await player.page.waitForTimeout(SETTLE_MS);
    }
    const sheet = `${language}-${theme.name}-${size.width}x${size.height}`;
    const file = `${scene.name.replaceAll(/[^a-z]+/gi, '-')}-${sheet}.png`;
    await player.page.screenshot({ path: join(folder, file) });
    const pictures = sheets.get(sheet) ?? [];
    pictures.push({ scene: scene.name, file });
    sheets.set(sheet, pictures);
  }
  if (problem !== undefined) throw problem;
}

/** A font that lacks them draws the same box for any two. */
async function hasHangul(browser: Browser): Promise<boolean> {
  const page: Page = await browser.newPage();
  const drawn = await page.evaluate(() =>
    ['가', '힣'].map((text) => {
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d')!;
      context.font = '24px sans-serif';
      context.fillText(text, 4, 40);
      return canvas.toDataURL();
    }),
  );
  await page.close();
  return drawn[0] !== drawn[1];
}

/** A page with all of them, and a picture of each variant's. */
async function printSheets(
  browser: Browser,
  folder: string,
  sheets: ReadonlyMap<string, readonly Picture[]>,
): Promise<void> {
  const style = `<!doctype html><meta charset="utf-8"><title>Sluice</title><style>
body{font:14px system-ui;margin:16px;background:#888}main{display:grid;grid-template-columns:repeat(3,1fr);gap:12px}
figure{margin:0}img{width:100%;display:block}figcaption{padding:4px 0;color:#fff}</style>`;
  const figures = (pictures: readonly Picture[]) =>
    pictures.map(
      ({ scene, file }) =>
        `<figure><figcaption>${scene}</figcaption><a href="${file}"><img src="${file}"></a></figure>`,
    );
  const all = [...sheets].map(
    ([name, pictures]) => `<h2>${name}</h2><main>${figures(pictures).join('')}</main>`,
  );
  await writeFile(join(folder, 'index.html'), style + all.join(''));
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  for (const [name, pictures] of sheets) {
    for (let first = 0; first < pictures.length; first += 9) {
      const part = join(folder, 'part.html');
      await writeFile(part, `${style}<main>${figures(pictures.slice(first, first + 9)).join('')}</main>`);
      await page.goto(pathToFileURL(part).href, { waitUntil: 'load' });
      await page.screenshot({ path: join(folder, `sheet-${name}-${first / 9 + 1}.png`), fullPage: true });
    }
  }
  await page.close();
  await rm(join(folder, 'part.html'), { force: true });
}
