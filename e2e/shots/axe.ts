/** What axe finds on a page as it stands, light, dark and in high contrast. */
import axe from 'axe-core';
import type { Page } from '@playwright/test';

const THEMES = [
  { colorScheme: 'light', contrast: null },
  { colorScheme: 'dark', contrast: null },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
] as const;

/** `theme: rule element` each. Names, roles and structure do not depend on the theme: only colours are looked at anew. */
export async function faultsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const theme of THEMES) {
    await page.emulateMedia(theme);
    const rules = theme === THEMES[0] ? undefined : ['color-contrast'];
    const found = await page.evaluate(async (only) => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
        resultTypes: ['violations'],
        // What floats over the page, a menu say, lies in no region of it.
        rules: { region: { enabled: false } },
        ...(only && { runOnly: only }),
      });
      return violations.map(
        ({ id, impact, nodes }) =>
          `${id} (${impact}) ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
    }, rules);
    const name = `${theme.colorScheme}${theme.contrast === 'more' ? ', high contrast' : ''}`;
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  }
  await page.emulateMedia(THEMES[0]);
  return faults;
}
