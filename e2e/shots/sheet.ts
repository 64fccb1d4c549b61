/** All scenes in both sizes, themes and languages, and the contact sheets that show them together. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { startHost, stopHost } from '../fixtures/launch.ts';
import { beginConnection, saveConnection } from '../steps/connections.ts';
import { inFront } from '../steps/screens.ts';
import { type Scene, scenesOf } from './scenes.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = [
  { name: 'en', locale: 'en-GB' },
  { name: 'ko', locale: 'ko-KR' },
] as const;
const TOPIC = 'sample-orders';
const GROUP = 'sample-slow-consumer';
/** Enough for the charts to have a line. */
const STREAM_MS = 20_000;
/** Until a picture stands still: the last numbers, the last frame of a chart. */
const SETTLE_MS = 350;

interface Picture {
  readonly scene: string;
  readonly file: string;
}

/** One row of variants by one column of scenes, each a file in `folder`. */
export async function takeSheet(
  folder: string,
  { only, log }: { only: string | undefined; log: (line: string) => void },
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { ready, child } = await startHost(['--nodes', '3']);
  const browser = await chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
  const sheets = new Map<string, Picture[]>();
  const missed: string[] = [];
  try {
    const away = await prepare(browser, ready.workbenchUrl!);
    const scenes = scenesOf({ topic: TOPIC, group: GROUP, away: away.address }).filter(
      ({ name }) => only === undefined || name.includes(only),
    );
    for (const { name, locale } of LANGUAGES) {
      const context = await browser.newContext({ storageState: away.state, locale, colorScheme: 'light' });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      await page.goto(new URL(ready.workbenchUrl!).origin);
      await page.getByTestId('rail-overview').waitFor();
      if (name === 'ko' && !(await hasHangul(page))) {
        log(
          'There is no Korean font here: Korean pictures are left out (Debian: apt install fonts-noto-cjk).',
        );
        break;
      }
      for (const scene of scenes) {
        try {
          await show(page, new URL(ready.workbenchUrl!).origin, scene);
        } catch (error) {
          missed.push(`${scene.name} (${name}): ${(error as Error).message.split('\n')[0]}`);
        }
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          for (const size of SIZES) {
            await page.setViewportSize(size);
            await page.waitForTimeout(SETTLE_MS);
            const sheet = `${name}-${theme}-${size.width}x${size.height}`;
            const file = `${scene.name.replaceAll(/[^a-z]+/g, '-')}-${sheet}.png`;
            await page.screenshot({ path: join(folder, file) });
            const pictures = sheets.get(sheet) ?? [];
            pictures.push({ scene: scene.name, file });
            sheets.set(sheet, pictures);
          }
        }
        await page.setViewportSize(SIZES[0]);
        await scene.leave?.(page);
        log(`${name}: ${scene.name}`);
      }
      await context.close();
    }
    await printSheets(browser, folder, sheets);
  } finally {
    await browser.close();
    await stopHost(child);
  }
  if (missed.length > 0) throw new Error(`scenes that did not come about:\n${missed.join('\n')}`);
}

/** Starts the stream, adds the connection that nobody answers; the state signs other contexts in. */
async function prepare(browser: Browser, address: string) {
  const context = await browser.newContext({ viewport: SIZES[0], locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByTestId('rail-welcome').click();
  await inFront(page, 'sample-start').click();
  await inFront(page, 'sample-state').waitFor();
  await beginConnection(page, 'staging', '127.0.0.1:1');
  await saveConnection(page);
  await page.getByTestId('cluster-button').click();
  await page.getByRole('menuitem', { name: /^staging\b/ }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/@'));
  const away = await page.evaluate(() => /^#(\/@[^/]+)/.exec(location.hash)![1]!);
  await page.waitForTimeout(STREAM_MS);
  // The session, not the tabs: each language begins with its own.
  const state = { cookies: (await context.storageState()).cookies, origins: [] };
  await context.close();
  return { address: away, state };
}

async function show(page: Page, origin: string, scene: Scene): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${origin}/#${scene.address}`);
  await scene.set?.(page);
  await inFront(page, scene.shows).first().waitFor();
  await page.waitForTimeout(600);
}

/** A font that lacks them draws the same box for any two. */
function hasHangul(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const drawn = (text: string): string => {
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d')!;
      context.font = `24px ${getComputedStyle(document.body).fontFamily}`;
      context.fillText(text, 4, 40);
      return canvas.toDataURL();
    };
    return drawn('가') !== drawn('힣');
  });
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
  await rm(join(folder, 'part.html'), { force: true });
}
