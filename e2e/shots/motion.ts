/** What moves on a page for somebody who wants no motion. */
import type { Page } from '@playwright/test';

/** `what element` each: transitions and animations that take time, and scrolling that glides. */
export async function motionOf(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found = await page.evaluate(() => {
    const takesTime = (durations: string): boolean =>
      durations.split(',').some((duration) => Number.parseFloat(duration) > 0.001);
    const moving = new Set<string>();
    for (const element of document.querySelectorAll('*'))
      for (const part of ['', '::before', '::after']) {
        const style = getComputedStyle(element, part);
        const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}${part}`;
        if (style.transitionProperty !== 'none' && takesTime(style.transitionDuration))
          moving.add(`transition of ${style.transitionProperty} ${name}`);
        if (style.animationName !== 'none' && takesTime(style.animationDuration))
          moving.add(`animation ${style.animationName} ${name}`);
        if (style.scrollBehavior === 'smooth') moving.add(`gliding ${name}`);
      }
    return [...moving];
  });
  await page.emulateMedia({ reducedMotion: null });
  return found;
}
