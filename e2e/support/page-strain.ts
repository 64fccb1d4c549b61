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
