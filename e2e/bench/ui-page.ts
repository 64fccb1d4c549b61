/** What a page does to its reader: frames, the main thread's work, how long a key takes, what its heap holds. */
import type { CDPSession, Page } from '@playwright/test';
import { median, percentile } from './statistics.ts';

export interface Frames {
  /** Milliseconds between frames. */
  readonly gapsMs: readonly number[];
  readonly seconds: number;
  /** Processor time that the main thread took for tasks of any kind, a frame. */
  readonly workMs: number;
  readonly busyPercent: number;
}

/** How the page is made to draw while its frames are counted. Runs in the page, once a frame. */
export type EachFrame =
  | { readonly kind: 'nothing' }
  /** Scrolls an element of that test id so many pixels a frame, to and fro. */
  | { readonly kind: 'scroll'; readonly testId: string; readonly pixels: number }
  /** Moves the pointer over it. */
  | { readonly kind: 'point'; readonly selector: string };

/**
 * Counts frames for a while. The cadence is that of requestAnimationFrame, which a page that is late misses; work is
 * what Chromium says of its main thread's processor time, which also holds for a browser that draws with software, and
 * on a machine where others work.
 */
export async function countFrames(page: Page, each: EachFrame, seconds: number): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await taskSeconds(session);
    const gapsMs = await page.evaluate(recordFrames, { each, seconds });
    const busy = (await taskSeconds(session)) - before;
    const total = gapsMs.reduce((sum, gap) => sum + gap, 0) / 1_000;
    return {
      gapsMs,
      seconds: total,
      workMs: (busy * 1_000) / gapsMs.length,
      busyPercent: (busy / total) * 100,
    };
  } finally {
    await session.detach();
  }
}

/** Share of frames, in percent, that did not come when the screen would have shown them. */
export function droppedPercent({ gapsMs }: Frames, frameMs: number): number {
  let dropped = 0;
  let shown = 0;
  for (const gap of gapsMs) {
    shown += 1;
    dropped += Math.max(0, Math.round(gap / frameMs) - 1);
  }
  return (dropped / (dropped + shown)) * 100;
}

/** How often the screen would show a frame: what most frames of an idle page keep to. */
export function frameMsOf(idle: Frames): number {
  return median(idle.gapsMs);
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

/** Runs in the page. */
function recordFrames({ each, seconds }: { each: EachFrame; seconds: number }): Promise<number[]> {
  const gapsMs: number[] = [];
  const visible = (selector: string): HTMLElement => {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].find(
      (element) => element.getClientRects().length > 0,
    );
    if (!found) throw new Error(`nothing to see of ${selector}`);
    return found;
  };
  let act = (_frame: number): void => {};
  if (each.kind === 'scroll') {
    const element = visible(`[data-testid="${each.testId}"]`);
    let pixels = each.pixels;
    act = () => {
      const before = element.scrollTop;
      element.scrollTop += pixels;
      if (element.scrollTop === before) pixels = -pixels;
    };
  } else if (each.kind === 'point') {
    const element = visible(each.selector);
    act = (frame) => {
      const box = element.getBoundingClientRect();
      const at = {
        clientX: box.left + ((frame * 7) % box.width),
        clientY: box.top + box.height / 2,
        bubbles: true,
      };
      element.dispatchEvent(new MouseEvent('mousemove', at));
    };
  }
  return new Promise((resolve) => {
    let last: number | null = null;
    let start = 0;
    const frame = (now: number): void => {
      if (last === null) start = now;
      else gapsMs.push(now - last);
      last = now;
      if (now - start >= seconds * 1_000) {
        resolve(gapsMs);
        return;
      }
      act(gapsMs.length);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/**
 * From a key's own time to the end of the frame that it is shown in, for every key that is pressed until `stop`. Keys
 * come through the browser, as from a keyboard.
 */
export async function pressKeys(
  page: Page,
  keys: readonly string[],
  everyMs: number,
): Promise<{ stop(): Promise<number[]> }> {
  await page.evaluate(watchKeys);
  let running = true;
  const pressing = (async () => {
    for (let index = 0; running; index++) {
      await page.keyboard.press(keys[index % keys.length]!);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async stop() {
      running = false;
      await pressing;
      return page.evaluate(() => (globalThis as unknown as { keyTimesMs: number[] }).keyTimesMs);
    },
  };
}

export const p95 = (samples: readonly number[]): number => percentile(samples, 0.95);

/** Runs in the page. A message after the frame's callbacks comes when the frame has been laid out and painted. */
function watchKeys(): void {
  const times: number[] = [];
  const page = globalThis as unknown as { keyTimesMs: number[]; keysWatched?: boolean };
  page.keyTimesMs = times;
  if (page.keysWatched) return;
  page.keysWatched = true;
  addEventListener(
    'keydown',
    (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => page.keyTimesMs.push(performance.now() - event.timeStamp);
        port2.postMessage(null);
      });
    },
    true,
  );
}

/** Bytes that the page's JavaScript holds on to. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await session.detach();
  }
}
