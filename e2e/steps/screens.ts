import type { Locator, Page } from '@playwright/test';

/** Opens a screen from the rail. */
export async function openScreen(
  page: Page,
  screen:
    | 'overview'
    | 'topics'
    | 'groups'
    | 'nodes'
    | 'replication'
    | 'timeline'
    | 'history'
    | 'files'
    | 'schemas'
    | 'transactions',
): Promise<void> {
  await page.getByTestId(`rail-${screen}`).click();
  await page.getByTestId(`screen-${screen}`).filter({ visible: true }).waitFor();
}

/** Brings an open tab of the frame to the front, by its title. */
export async function showTab(page: Page, title: string): Promise<void> {
  await page
    .locator('.dv-tab')
    .filter({ hasText: new RegExp(`^\\s*${title}\\s*$`) })
    .click();
}

/** Tabs keep their screens; only the one in front is meant. */
export function inFront(page: Page, testId: string): Locator {
  return page.getByTestId(testId).filter({ visible: true });
}

/** Chooses an entry of one of our select boxes. */
export async function choose(page: Page, testId: string, option: string | RegExp): Promise<void> {
  await inFront(page, testId).click();
  await page.getByRole('option', { name: option }).click();
}
