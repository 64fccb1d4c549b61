/** What axe finds on a page as it stands, light, dark and in high contrast. */
import axe from 'axe-core';
import type { Page } from '@playwright/test';

const LIGHT = { colorScheme: 'light', contrast: null } as const;
const OTHERS = [
  { colorScheme: 'dark', contrast: null },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
] as const;

/** The other themes one after the other, or all of them: see {@link faultsOf}. */
export function othersFor(index: number, all: boolean): readonly (typeof OTHERS)[number][] {
  return all ? OTHERS : [OTHERS[index % OTHERS.length]!];
}

/**
 * `theme: rule element` each. All rules by daylight; names, roles and structure do not depend on the theme, so that in
 * the `others` only colours are looked at anew.
 */
export async function faultsOf(page: Page, others: ReturnType<typeof othersFor>): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const theme of [LIGHT, ...others]) {
    await page.emulateMedia(theme);
    const rules = theme === LIGHT ? undefined : ['color-contrast'];
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
  await page.emulateMedia(LIGHT);
  return faults;
}
