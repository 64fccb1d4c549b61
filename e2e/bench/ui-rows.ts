/** What `npm run bench:ui` measures, one function for each name of `--only`. */
import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { startHost, stopHost } from '../fixtures/launch.ts';
import { workbenchPid } from '../steps/processes.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { freePorts } from '../support/ports.ts';
import { cpuTimeMs, memoryOf } from '../support/process-tree.ts';
import type { ReadyLine } from '../targets/sluice.ts';
import {
  commitAll,
  fillGroups,
  fillMessages,
  fillTopics,
  sendBursts,
  sendSteadily,
  topicName,
} from './ui-load.ts';
import { countFrames, droppedPercent, type Frames, frameMsOf, heapBytes, p95, pressKeys } from './ui-page.ts';
import type { UiMeasurements } from './ui-report.ts';

export interface UiBench {
  readonly workDir: string;
  readonly measurements: UiMeasurements;
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

const VIEWPORT = { width: 1440, height: 900 };
const PATIENCE_MS = 120_000;
/** How long frames are counted. */
const FRAME_SECONDS = { quick: 3, whole: 10 };

export const UI_ROWS = {
  /** On a cluster with a hundred topics, as a developer has it; the browser runs already and has the page in its cache. */
  async start({ workDir, measurements, quick, log }) {
    const dataDir = join(workDir, 'start');
    await using first = await open(dataDir);
    await fillTopics(first.ready, 100, 3);
    await interactive(first.page, first.ready.workbenchUrl!);
    await first.close();
    const port = String((await freePorts(1))[0]);
    const browser = await launch();
    try {
      const context = await newContext(browser);
      for (let round = -1; round < (quick ? 3 : 7); round++) {
        const page = await context.newPage();
        const startMs = performance.now();
        const { ready, child } = await startHost(['--workbench-port', port], { dataDir });
        const readyMs = performance.now();
        await interactive(page, ready.workbenchUrl!);
        const nowMs = performance.now();
        const againMs = await timed(() => interactive(page, `http://127.0.0.1:${port}/`));
        await page.close();
        await stopHost(child);
        if (round < 0) continue; // fills the browser's cache
        measurements.add('startWarm', nowMs - startMs);
        measurements.add('pageWarm', againMs);
        log(`start: host ${ms(readyMs - startMs)}, page ${ms(nowMs - readyMs)}, page again ${ms(againMs)}`);
      }
    } finally {
      await browser.close();
    }
  },

  /** Everything that a page without a cache fetches until it can be used. */
  async bundle({ workDir, measurements, log }) {
    await using bench = await open(join(workDir, 'bundle'));
    const scripts = new Set<string>();
    bench.page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.add(response.url());
    });
    // Fetched again: the browser lets go of a body when its page has gone on.
    const kilobytes = async () => {
      let bytes = 0;
      for (const url of scripts) bytes += gzipSync(await (await bench.page.request.get(url)).body()).length;
      return bytes / 1_000;
    };
    await interactive(bench.page, bench.ready.workbenchUrl!);
    measurements.add('bundle', await kilobytes());
    log(`bundle: ${scripts.size} files`);
    await openScreen(bench.page, 'topics');
    measurements.add('bundleTopics', await kilobytes());
  },

  async many({ workDir, measurements, quick, log }) {
    const dataDir = join(workDir, 'many');
    const [topics, groups] = quick ? [2_000, 200] : [10_000, 2_000];
    {
      await using bench = await open(dataDir);
      const fillMs = await timed(async () => {
        await fillTopics(bench.ready, topics, 4);
        await fillGroups(bench.ready, groups);
      });
      log(`many: ${topics} topics of 4 partitions and ${groups} groups made in ${ms(fillMs)}`);
      const { page } = bench;
      measurements.add(
        'manyCold',
        await timed(() => filteredTopics(page, bench.ready.workbenchUrl!, topics)),
      );
      await page.waitForTimeout(5_000);
      for (let round = 0; round < 5; round++) {
        const again = await timed(() => filteredTopics(page, addressOf(bench.ready, '/topics'), topics));
        measurements.add('manyStart', again);
        log(`many: page to filtered list ${ms(again)}`);
      }
      const idle = await countFrames(page, { kind: 'nothing' }, seconds(quick));
      await inFront(page, 'screen-topics').getByRole('searchbox').fill('');
      await inFront(page, 'topics-table').getByText(topicName(0)).waitFor();
      const frames = await countFrames(
        page,
        { kind: 'scroll', testId: 'topics-table', pixels: 180 },
        seconds(quick),
      );
      measurements.add('idleDropped', droppedPercent(idle, frameMsOf(idle)));
      measurements.add('manyDropped', droppedPercent(frames, frameMsOf(idle)));
      log(`many: ${describe(frames)}; idle ${describe(idle)}`);
      await inFront(page, 'topics-table').focus();
      const keys = await pressKeys(page, ['ArrowDown', 'ArrowDown', 'PageDown', 'ArrowUp'], 50);
      await page.waitForTimeout(seconds(quick) * 1_000);
      const times = await keys.stop();
      measurements.add('manyInput', p95(times));
      await page.keyboard.press('F1');
      await page
        .getByTestId('palette')
        .getByRole('option', { name: topicName(0) })
        .waitFor();
      const typing = await pressKeys(page, [...'-0949'.split(''), ...Array<string>(5).fill('Backspace')], 50);
      await page.waitForTimeout(seconds(quick) * 1_000);
      measurements.add('manyPalette', p95(await typing.stop()));
    }
    await rm(dataDir, { recursive: true });
  },

  async messages({ workDir, measurements, quick, log }) {
    const count = quick ? 100_000 : 1_000_000;
    await using bench = await open(join(workDir, 'messages'));
    const { page, ready } = bench;
    const fillMs = await timed(() => fillMessages(ready, 'orders', { count, partitions: 4 }));
    log(`messages: ${count} sent in ${ms(fillMs)}`);
    const readings = watchReadings(page);
    await interactive(page, ready.workbenchUrl!);
    await page.goto(addressOf(ready, '/topics/orders'));
    await inFront(page, 'reading-line').and(page.locator('[data-status=done]')).waitFor();
    await page.waitForTimeout(1_000);

    const idle = await countFrames(page, { kind: 'nothing' }, seconds(quick));
    measurements.add('idleDropped', droppedPercent(idle, frameMsOf(idle)));
    log(`messages: idle ${describe(idle)}`);

    const load = readings.next();
    await page.goto(addressOf(ready, '/topics/orders?from=oldest&limit=100000'));
    const loaded = await load;
    await shown(page, 100_000);
    log(`messages: 100,000 rows read in ${ms(loaded.elapsedMs)}`);
    await page.waitForTimeout(1_000);
    const frames = await countFrames(
      page,
      { kind: 'scroll', testId: 'messages-table', pixels: 240 },
      seconds(quick),
    );
    measurements.add('scrollDropped', droppedPercent(frames, frameMsOf(idle)));
    measurements.add('scrollWork', frames.workMs);
    log(`messages: scrolling ${describe(frames)}`);

    const where = JSON.stringify([{ on: 'value', path: 'city', test: 'is', operand: 'Needle' }]);
    const above = JSON.stringify([{ on: 'value', path: 'id', test: 'above', operand: String(count - 100) }]);
    const filters = [
      ['filterText', `filter=Needle`],
      ['filterText', `filter=needle`],
      ['filterField', `where=${encodeURIComponent(where)}`],
      ['filterField', `where=${encodeURIComponent(above)}`],
      ['filterScript', `script=${encodeURIComponent("value.city === 'Needle' && value.amount > 1")}`],
    ] as const;
    // Whoever filters looks at few rows: those of before do not stand in the table any more.
    const few = readings.next();
    await page.goto(addressOf(ready, '/topics/orders?from=oldest&limit=500'));
    await few;
    await inFront(page, 'messages-table').getByRole('row').nth(1).click();
    const workbench = workbenchPid(ready.supervisorPid);
    for (const [measure, query] of filters) {
      const reading = readings.next();
      const beforeMs = cpuTimeMs([workbench]);
      await page.goto(addressOf(ready, `/topics/orders?from=oldest&limit=10000&${query}`));
      await inFront(page, 'messages-table').focus();
      const keys = await pressKeys(page, ['ArrowDown', 'ArrowUp', 'End', 'Home'], 40);
      const { scanned, elapsedMs } = await reading;
      const processorMs = cpuTimeMs([workbench]) - beforeMs;
      const times = await keys.stop();
      if (scanned !== count) throw new Error(`${query} looked at ${scanned} of ${count} messages`);
      measurements.add(measure, (scanned * 1_000) / elapsedMs);
      // Knows nothing of other processes on the machine.
      measurements.add(`${measure}Cpu`, (scanned * 1_000) / processorMs);
      if (times.length > 0) measurements.add('filterInput', p95(times));
      log(
        `messages: ${query}: ${scanned} in ${ms(elapsedMs)}; ${times.length} keys, p95 ${times.length > 0 ? ms(p95(times)) : ''}`,
      );
    }
  },

  async tail({ workDir, measurements, quick, log }) {
    const partitions = 4;
    await using bench = await open(join(workDir, 'tail'));
    const { page, ready } = bench;
    await fillMessages(ready, 'live', { count: 100, partitions });
    await interactive(page, ready.workbenchUrl!);
    await page.goto(addressOf(ready, '/topics/live?from=live'));
    await inFront(page, 'live-waiting').waitFor();
    const load = await sendSteadily(ready, 'live', { perSecond: 10_000, partitions });
    const workbench = workbenchPid(ready.supervisorPid);
    const sample = async () => ({
      heap: await heapBytes(page),
      rss: memoryOf([workbench]).rssBytes,
    });
    // The table is full, and what runs often is compiled: by heap snapshots that code is all that grows, for a minute.
    await page.waitForTimeout(quick ? 5_000 : 60_000);
    const samples = [await sample()];
    await inFront(page, 'messages-table').focus();
    const times: number[] = [];
    for (let round = 0; round < (quick ? 1 : 6); round++) {
      const keys = await pressKeys(page, ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Home'], 50);
      const frames = await countFrames(page, { kind: 'nothing' }, 10);
      times.push(...(await keys.stop()));
      measurements.add('tailBusy', frames.busyPercent);
      samples.push(await sample());
      log(
        `tail: heap ${megabytes(samples.at(-1)!.heap)} MB, RSS ${megabytes(samples.at(-1)!.rss)} MB, ${describe(frames)}`,
      );
    }
    measurements.add('tailRate', await load.stop());
    measurements.add('tailInput', p95(times));
    // The last of three against the first of three, so that one late collection decides nothing.
    const growth = (of: 'heap' | 'rss') => {
      const half = Math.ceil(samples.length / 2);
      const mean = (part: typeof samples) => part.reduce((sum, one) => sum + one[of], 0) / part.length;
      return (mean(samples.slice(-half)) / mean(samples.slice(0, half)) - 1) * 100;
    };
    measurements.add('tailHeap', growth('heap'));
    measurements.add('tailHeapSize', samples.at(-1)!.heap / 1e6);
    measurements.add('tailRss', growth('rss'));
    measurements.add('tailRssSize', samples.at(-1)!.rss / 1e6);
  },

  /** As `tail`, but many come at once, with a pause between: the page has to take all of them in one go. */
  async burst({ workDir, measurements, quick, log }) {
    const partitions = 4;
    await using bench = await open(join(workDir, 'burst'));
    const { page, ready } = bench;
    await fillMessages(ready, 'live', { count: 100, partitions });
    await interactive(page, ready.workbenchUrl!);
    await page.goto(addressOf(ready, '/topics/live?from=live'));
    await inFront(page, 'live-waiting').waitFor();
    // More bursts than one in twenty keys, so that the 95th percentile is of those that meet one.
    const load = await sendBursts(ready, 'live', { messages: 2_000, everyMs: 500, partitions });
    await page.waitForTimeout(quick ? 3_000 : 10_000);
    await inFront(page, 'messages-table').focus();
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const keys = await pressKeys(page, ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Home'], 30);
      const frames = await countFrames(page, { kind: 'nothing' }, 10);
      const times = await keys.stop();
      measurements.add('burstInput', p95(times));
      measurements.add('burstLongest', Math.max(...times));
      log(`burst: ${times.length} keys, p95 ${ms(p95(times))}, ${describe(frames)}`);
    }
    log(`burst: ${await load.stop()} bursts`);
  },

  async chart({ workDir, measurements, quick, log }) {
    const partitions = 200;
    await using bench = await open(join(workDir, 'chart'));
    const { page, ready } = bench;
    await fillMessages(ready, 'wide', { count: 100_000, partitions });
    await commitAll(ready, 'readers', { topic: 'wide', partitions, offset: 100 });
    await interactive(page, ready.workbenchUrl!);
    await page.goto(addressOf(ready, '/groups/readers?view=lines'));
    await inFront(page, 'lag-chart').locator('canvas').waitFor();
    const load = await sendSteadily(ready, 'wide', { perSecond: 2_000, partitions });
    try {
      // A picture of some width.
      await page.waitForTimeout(quick ? 10_000 : 60_000);
      const series = await inFront(page, 'lag-chart').getAttribute('data-series');
      if (series !== String(partitions)) throw new Error(`the chart has ${series} series`);
      const idle = await countFrames(page, { kind: 'nothing' }, seconds(quick));
      const frames = await countFrames(
        page,
        { kind: 'point', selector: '[data-testid="lag-chart"] .u-over' },
        seconds(quick),
      );
      measurements.add('chartDropped', droppedPercent(frames, frameMsOf(idle)));
      measurements.add('chartRate', frames.gapsMs.length / frames.seconds);
      measurements.add('chartWork', frames.workMs);
      log(`chart: pointing ${describe(frames)}; only growing ${describe(idle)}`);
    } finally {
      await load.stop();
    }
  },
} satisfies Record<string, (bench: UiBench) => Promise<void>>;
export type UiRow = keyof typeof UI_ROWS;

const seconds = (quick: boolean): number => (quick ? FRAME_SECONDS.quick : FRAME_SECONDS.whole);
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

function describe({ gapsMs, seconds: length, workMs, busyPercent }: Frames): string {
  const rate = (gapsMs.length / length).toFixed(1);
  return `${rate} frames/s, longest ${ms(Math.max(...gapsMs))}, main thread ${workMs.toFixed(1)} ms a frame (${busyPercent.toFixed(0)} %)`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
}

function newContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', colorScheme: 'light' });
}

class OpenBench implements AsyncDisposable {
  readonly ready: ReadyLine;
  readonly page: Page;
  readonly #child: ChildProcess;
  readonly #browser: Browser;

  constructor(ready: ReadyLine, child: ChildProcess, browser: Browser, page: Page) {
    this.ready = ready;
    this.page = page;
    this.#child = child;
    this.#browser = browser;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await stopHost(this.#child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A host of one node on that folder, and a page in a browser that has not gone there yet. */
async function open(dataDir: string): Promise<OpenBench> {
  const { ready, child } = await startHost(['--nodes', '1'], { dataDir });
  const browser = await launch();
  const page = await (await newContext(browser)).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return new OpenBench(ready, child, browser, page);
}

/** The first screen stands there with what the cluster is, and a key does something. */
async function interactive(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await stands(page, 'rail-overview');
  await stands(page, 'cluster-button', 'node');
  await page.keyboard.press('F1');
  await stands(page, 'palette');
  await page.keyboard.press('Escape');
}

/** Looked for at every frame: a locator waits up to half a second between two looks, of which the figure would be made. */
async function stands(page: Page, testId: string, text = ''): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.querySelector(`[data-testid="${wanted.testId}"]`)?.textContent.includes(wanted.text) ?? false,
    { testId, text },
    { polling: 'raf' },
  );
}

/** From the address of the topics to the one that was looked for by its name. */
async function filteredTopics(page: Page, address: string, topics: number): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address.includes('code=') ? `${address}&/topics` : address);
  const name = topicName(topics - 7);
  await stands(page, 'topics-table', topicName(0));
  await inFront(page, 'screen-topics').getByRole('searchbox').fill(name);
  await stands(page, 'topics-table', name);
}

/** For a browser that is signed in. */
function addressOf(ready: ReadyLine, place: string): string {
  return `${new URL(ready.workbenchUrl!).origin}/#${place}`;
}

async function shown(page: Page, count: number): Promise<void> {
  await inFront(page, 'reading-line')
    .filter({ hasText: `${count.toLocaleString('en')} ` })
    .waitFor();
}

interface Told {
  readonly scanned: number;
  readonly elapsedMs: number;
}

/** What the workbench says at the end of each reading: `next` is asked for before one begins. */
function watchReadings(page: Page): { next(): Promise<Told> } {
  let progress: Told | null = null;
  let waiting: ((told: Told) => void) | null = null;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const text = String(payload);
      if (!text.includes('"kind":"progress"') && !text.includes('"kind":"done"')) return;
      const { event } = JSON.parse(text) as { event?: { kind?: string } & Told };
      if (event?.kind === 'progress') progress = event;
      else if (event?.kind === 'done' && progress !== null) {
        waiting?.(progress);
        waiting = null;
      }
    }),
  );
  return {
    next() {
      progress = null;
      return new Promise((resolve) => (waiting = resolve));
    },
  };
}
