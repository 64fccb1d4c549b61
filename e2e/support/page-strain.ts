/** How long a page keeps its user waiting while something is done to it. */
import type { Page } from '@playwright/test';

export interface Strain {
  /** The longest time between two frames: for so long nothing could be clicked or typed. */
  readonly longestFrameMs: number;
  /** Of all tasks over 50 ms, the longest. 0: there was none. */
  readonly longestTaskMs: number;
}

/** Watches the page from before `work` until it is done and two frames more have come. */
export async function strainOf(page: Page, work: () => Promise<void>): Promise<Strain> {
  await page.evaluate(watch);
  await work();
  return page.evaluate(stop);
}

interface Watched {
  strain?: { longestFrameMs: number; longestTaskMs: number; running: boolean; observer: PerformanceObserver };
}

/** Runs in the page. */
function watch(): void {
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      if (duration > strain.longestTaskMs) strain.longestTaskMs = duration;
    }
  });
  const strain = { longestFrameMs: 0, longestTaskMs: 0, running: true, observer: tasks };
  tasks.observe({ type: 'longtask' });
  (globalThis as Watched).strain = strain;
  let last = performance.now();
  const frame = (): void => {
    const now = performance.now();
    strain.longestFrameMs = Math.max(strain.longestFrameMs, now - last);
    last = now;
    if (strain.running) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Runs in the page. */
async function stop(): Promise<Strain> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const strain = (globalThis as Watched).strain!;
  strain.running = false;
  strain.observer.disconnect();
  return { longestFrameMs: strain.longestFrameMs, longestTaskMs: strain.longestTaskMs };
}

export interface InputStrain {
  /** How long the slowest key, click or change waited for the frame that shows what came of it; 0: none took 16 ms. */
  readonly latencyMs: number;
  /** What the page's thread took of a processor, all in all: whoever else wants the processor does not count. */
  readonly busyMs: number;
}

/** Watches what a person does from before `work` until it is done and shown. In Chromium only. */
export async function inputStrainOf(page: Page, work: () => Promise<void>): Promise<InputStrain> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
    };
    const before = await busy();
    await page.evaluate(watchInput);
    await work();
    const latencyMs = await page.evaluate(stopInput);
    return { latencyMs, busyMs: (await busy()) - before };
  } finally {
    await session.detach();
  }
}

interface WatchedInput {
  input?: { longestMs: number; observer: PerformanceObserver };
}

/** Runs in the page. */
function watchInput(): void {
  const take = (entries: PerformanceEntryList): void => {
    // Who comes with a pointer hovers over much that nobody waits for.
    for (const { name, duration } of entries)
      if (/^(?:key|input|click|pointerdown|pointerup)/.test(name))
        input.longestMs = Math.max(input.longestMs, duration);
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  const input = { longestMs: 0, observer };
  (globalThis as WatchedInput).input = input;
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

/** Runs in the page. */
async function stopInput(): Promise<number> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  // An entry is made once its frame has been shown.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { observer, longestMs } = (globalThis as WatchedInput).input!;
  observer.disconnect();
  return longestMs;
}
